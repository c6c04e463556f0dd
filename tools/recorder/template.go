package main

import (
	"errors"
	"fmt"
	"strings"
	"text/template"
)

type templateRequest struct {
	// Templates are parsed in the order given, each as New(name).Parse(text).
	Templates []struct {
		Name string `json:"name"`
		Text value  `json:"text"`
	} `json:"templates"`
	// Execute names the template to execute; the first one if empty.
	Execute    string `json:"execute"`
	Data       value  `json:"data"`
	MissingKey string `json:"missingKey"`
}

func init() {
	register("template", typed(executeTemplate))
}

func executeTemplate(r templateRequest) (any, error) {
	root := template.New("root")
	root.Funcs(testFunctions(root))
	if r.MissingKey != "" {
		root.Option("missingkey=" + r.MissingKey)
	}
	for _, t := range r.Templates {
		if _, err := root.New(t.Name).Parse(t.Text.v.(string)); err != nil {
			return nil, err
		}
	}
	name := r.Execute
	if name == "" {
		name = r.Templates[0].Name
	}
	var out strings.Builder
	if err := root.ExecuteTemplate(&out, name, r.Data.v); err != nil {
		return nil, err
	}
	return out.String(), nil
}

// testFunctions are mirrored by test/support/functions.ts: one for each kind of parameter that an argument is checked
// against or converted to.
func testFunctions(set *template.Template) template.FuncMap {
	return template.FuncMap{
		"upper":    upperASCII,
		"echo":     func(v any) any { return v },
		"typeOf":   func(v any) string { return fmt.Sprintf("%T", v) },
		"list":     func(items ...any) []any { return items },
		"strings":  func(items ...string) []string { return items },
		"add":      func(a, b int) int { return a + b },
		"half":     func(x float64) float64 { return x / 2 },
		"negate":   func(b bool) bool { return !b },
		"byte":     func(n uint8) uint8 { return n },
		"long":     func(n int64) int64 { return n },
		"unsigned": func(n uint) uint { return n },
		"size":     func(m map[string]any) int { return len(m) },
		"count":    func(items []any) int { return len(items) },
		"join":     func(separator string, items ...string) string { return strings.Join(items, separator) },
		"joinList": func(items []string) string { return strings.Join(items, ",") },
		"point":    newPoint,
		"struct":   func(x, y int) Point { return *newPoint(x, y) },
		"norm":     func(p *Point) int { return p.Norm() },
		"nothing":  func() any { return nil },
		"fail":     func(message string) (string, error) { return "", errors.New(message) },
		"panic":    func(message string) string { panic(message) },
		"dict": func(pairs ...any) (map[string]any, error) {
			m := map[string]any{}
			for i := 0; i+1 < len(pairs); i += 2 {
				key, ok := pairs[i].(string)
				if !ok {
					return nil, fmt.Errorf("dict key %v is a %T", pairs[i], pairs[i])
				}
				m[key] = pairs[i+1]
			}
			return m, nil
		},
		"render": func(name string, data any) (string, error) {
			var out strings.Builder
			err := set.ExecuteTemplate(&out, name, data)
			return out.String(), err
		},
	}
}

// upperASCII leaves other letters and invalid UTF-8 alone: what the test functions do is not what is tested.
func upperASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'a' <= c && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}
