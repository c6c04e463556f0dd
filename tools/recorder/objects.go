package main

import (
	"errors"
	"fmt"
)

// The types of objects.go stand for what Helm hands to templates: pointers, structs, and maps with methods.
// test/support/objects.ts mirrors them.

type Point struct {
	X, Y   int
	Name   string
	Any    any
	Labels map[string]string
}

func newPoint(x, y int) *Point { return &Point{X: x, Y: y, Labels: map[string]string{}} }

func (p *Point) Move(dx, dy int) *Point { return newPoint(p.X+dx, p.Y+dy) }

func (p *Point) Fail() (string, error) { return "", errors.New("point failed") }

func (p *Point) Panic() string { panic("point panicked") }

func (p Point) Norm() int { return p.X*p.X + p.Y*p.Y }

func (p Point) Join(separator string, more ...string) string {
	text := fmt.Sprintf("%d%s%d", p.X, separator, p.Y)
	for _, m := range more {
		text += separator + m
	}
	return text
}

type Settings map[string]any

func (s Settings) Size() int { return len(s) }

func (s Settings) Has(key string) bool { _, ok := s[key]; return ok }
