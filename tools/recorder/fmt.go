package main

import (
	"fmt"
)

type printing struct {
	Format string  `json:"format"`
	Args   []value `json:"args"`
}

func init() {
	register("fmt", typed(func(r printing) (any, error) { return fmt.Sprintf(r.Format, plain(r.Args)...), nil }))
	register("fmt.sprint", typed(func(r printing) (any, error) { return fmt.Sprint(plain(r.Args)...), nil }))
	register("fmt.sprintln", typed(func(r printing) (any, error) { return fmt.Sprintln(plain(r.Args)...), nil }))
}
