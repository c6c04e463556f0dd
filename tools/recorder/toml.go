package main

import (
	"bytes"

	"github.com/BurntSushi/toml"
)

// BurntSushi/toml as Helm's toToml and fromToml use it.

func init() {
	register("toml.marshal", typed(func(d datum) (any, error) {
		var text bytes.Buffer
		err := toml.NewEncoder(&text).Encode(d.Value.v)
		return text.String(), err
	}))
	register("toml.unmarshal", typed(func(d document) (any, error) {
		v := map[string]any{}
		err := toml.Unmarshal(d.bytes(), &v)
		return encode(v), err
	}))
}
