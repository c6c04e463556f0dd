package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"sort"
	"strings"
	"time"

	yamlv3 "go.yaml.in/yaml/v3"
	yamlv2 "gopkg.in/yaml.v2"
)

// go-yaml itself, v2 and v3, as helmfile uses it (pkg/yaml): decoding into Go types, and printing Go values.

// Release stands for a struct with fields of every kind. The test has its description.
type Release struct {
	Name      string              `yaml:"name"`
	Chart     string              `yaml:"chart,omitempty"`
	Wait      bool                `yaml:"wait,omitempty"`
	Timeout   int                 `yaml:"timeout,omitempty"`
	Installed *bool               `yaml:"installed,omitempty"`
	History   *int                `yaml:"history,omitempty"`
	Note      *string             `yaml:"note,omitempty"`
	Needs     []string            `yaml:"needs,omitempty"`
	Values    []any               `yaml:"values,omitempty"`
	Labels    map[string]string   `yaml:"labels,omitempty"`
	Any       any                 `yaml:"any,omitempty"`
	Map       map[string]any      `yaml:"map,omitempty"`
	Hook      Hook                `yaml:"hook,omitempty"`
	Next      *Hook               `yaml:"next,omitempty"`
	Hooks     []Hook              `yaml:"hooks,omitempty"`
	ByName    map[string]Hook     `yaml:"byName,omitempty"`
	Paths     []Path              `yaml:"paths,omitempty"`
	Path      *Path               `yaml:"path,omitempty"`
	Nested    map[string][]string `yaml:"nested,omitempty"`
	Common    `yaml:",inline"`
}

type Common struct {
	Verify  *bool `yaml:"verify,omitempty"`
	Retries int   `yaml:"retries,omitempty"`
}

type Hook struct {
	Events []string `yaml:"events,omitempty"`
	Show   bool     `yaml:"show,omitempty"`
	Count  int      `yaml:"count,omitempty"`
	Name   string   `yaml:"name,omitempty"`
}

// Path reads itself, from text or from a mapping, as helmfile's SubHelmfileSpec does.
type Path struct {
	Path  string   `yaml:"path"`
	Parts []string `yaml:"parts"`
}

func (p *Path) UnmarshalYAML(unmarshal func(any) error) error {
	var text string
	if err := unmarshal(&text); err == nil {
		p.Path = text
		return nil
	}
	type plain Path
	return unmarshal((*plain)(p))
}

var goTypes = map[string]reflect.Type{
	"string":   reflect.TypeFor[string](),
	"bool":     reflect.TypeFor[bool](),
	"int":      reflect.TypeFor[int](),
	"any":      reflect.TypeFor[any](),
	"strings":  reflect.TypeFor[[]string](),
	"bools":    reflect.TypeFor[[]bool](),
	"ints":     reflect.TypeFor[[]int](),
	"anys":     reflect.TypeFor[[]any](),
	"pointers": reflect.TypeFor[[]*string](),
	"*bool":    reflect.TypeFor[*bool](),
	"*string":  reflect.TypeFor[*string](),
	"map":      reflect.TypeFor[map[string]any](),
	"texts":    reflect.TypeFor[map[string]string](),
	"counts":   reflect.TypeFor[map[string]*int](),
	"maps":     reflect.TypeFor[map[string]map[string]bool](),
	"release":  reflect.TypeFor[Release](),
	"hooks":    reflect.TypeFor[[]Hook](),
	"paths":    reflect.TypeFor[[]Path](),
}

type goDecode struct {
	document
	Library string `json:"library"`
	Strict  bool   `json:"strict"`
	Type    string `json:"type"`
}

func (g goDecode) decoder() func(any) error {
	if g.Library == "v3" {
		decoder := yamlv3.NewDecoder(bytes.NewReader(g.bytes()))
		decoder.KnownFields(g.Strict)
		return decoder.Decode
	}
	decoder := yamlv2.NewDecoder(bytes.NewReader(g.bytes()))
	decoder.SetStrict(g.Strict)
	return decoder.Decode
}

// decoded holds a value for each document, and the error that ended them; then the last value is what fits.
type decoded struct {
	Values []any `json:"values"`
	Error  any   `json:"error,omitempty"`
}

func decodeAll(g goDecode) (result decoded, err error) {
	result.Values = []any{}
	defer func() {
		if r := recover(); r != nil {
			result.Error = fmt.Sprint("panic: ", r)
		}
	}()
	decode := g.decoder()
	for {
		v := reflect.New(goTypes[g.Type])
		err := decode(v.Interface())
		if err == io.EOF {
			return result, nil
		}
		if err != nil {
			result.Error = encodeText(err.Error())
			if isTypeError(err) {
				result.Values = append(result.Values, encodeGo(v.Elem()))
			}
			return result, nil
		}
		result.Values = append(result.Values, encodeGo(v.Elem()))
	}
}

func isTypeError(err error) bool {
	switch err.(type) {
	case *yamlv2.TypeError, *yamlv3.TypeError:
		return true
	}
	return false
}

// encodeGo writes any value, as encode does, and:
//
//	{"struct":{...}}          a struct, without the fields that are zero, by their keys in YAML
//	{"entries":[[k,v],...]}   a map of which the keys are no strings, in the order of the keys' encodings
//	{"items":[...]}           a slice of another type than those that encode knows
//	{"fields":{...}}          a map with strings for keys of another type than those that encode knows
//	{"pointer":...}           a pointer that is not nil
//	{"time":"..."}            a time.Time, as it is printed
func encodeGo(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Invalid:
		return nil
	case reflect.Interface:
		return encodeGo(v.Elem())
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return tag("pointer", encodeGo(v.Elem()))
	case reflect.Slice:
		items := make([]any, v.Len())
		for i := range items {
			items[i] = encodeGo(v.Index(i))
		}
		return tag("items", items)
	case reflect.Map:
		return encodeGoMap(v)
	case reflect.Struct:
		if t, ok := v.Interface().(time.Time); ok {
			return tag("time", t.String())
		}
		fields := map[string]any{}
		encodeFields(v, fields)
		return tag("struct", fields)
	}
	return encode(v.Interface())
}

func encodeFields(v reflect.Value, fields map[string]any) {
	for i := range v.NumField() {
		key, options, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if options == "inline" {
			encodeFields(v.Field(i), fields)
		} else if !v.Field(i).IsZero() {
			fields[key] = encodeGo(v.Field(i))
		}
	}
}

func encodeGoMap(v reflect.Value) any {
	if v.Type().Key().Kind() == reflect.String {
		fields := map[string]any{}
		for _, key := range v.MapKeys() {
			fields[key.String()] = encodeGo(v.MapIndex(key))
		}
		return tag("fields", fields)
	}
	entries := [][2]any{}
	for _, key := range v.MapKeys() {
		entries = append(entries, [2]any{encodeGo(key), encodeGo(v.MapIndex(key))})
	}
	text := func(i int) string {
		key, _ := json.Marshal(entries[i][0])
		return string(key)
	}
	sort.Slice(entries, func(i, j int) bool { return text(i) < text(j) })
	return tag("entries", entries)
}

type goMarshal struct {
	Value   value  `json:"value"`
	Library string `json:"library"`
}

func init() {
	register("goyaml.decode", typed(func(g goDecode) (any, error) {
		return decodeAll(g)
	}))
	register("goyaml.readMap", typed(func(g goDecode) (any, error) {
		m := map[string]any{}
		var err error
		if g.Library == "v3" {
			err = yamlv3.Unmarshal(g.bytes(), &m)
		} else {
			err = yamlv2.Unmarshal(g.bytes(), &m)
		}
		return encodeGo(reflect.ValueOf(m)), err
	}))
	register("goyaml.marshal", typed(func(g goMarshal) (any, error) {
		v := restoreKeys(g.Value.v)
		if g.Library == "v2" {
			text, err := yamlv2.Marshal(v)
			return string(text), err
		}
		var text bytes.Buffer
		encoder := yamlv3.NewEncoder(&text)
		encoder.SetIndent(2)
		err := encoder.Encode(v)
		encoder.Close()
		return text.String(), err
	}))
}

// restoreKeys makes a map[interface {}]interface {} of a list that begins with the text "entries": [k, v, k, v, ...].
func restoreKeys(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			v[key] = restoreKeys(v[key])
		}
	case []any:
		for i := range v {
			v[i] = restoreKeys(v[i])
		}
		if len(v)%2 == 1 && v[0] == "entries" {
			m := map[any]any{}
			for i := 1; i < len(v); i += 2 {
				m[v[i]] = v[i+1]
			}
			return m
		}
	}
	return v
}
