package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"unicode/utf8"
)

// value is a Go value that travels as tagged JSON:
//
//	null, true, "text"                     nil, bool, string
//	{"raw":"<base64>"}                     a string that is not valid UTF-8
//	{"int":"5"}, {"uint8":"5"}, ...        an integer of that type
//	{"float64":"1.5"}                      also "NaN", "+Inf", "-Inf", "-0"
//	{"number":"1e3"}                       json.Number
//	{"bytes":"<base64>"}                   []byte
//	{"list":[...]}, {"strings":[...]}      []interface {}, []string
//	{"nil":"map"}                          a typed nil: "map", "list" or "strings"; json.go and yaml.go answer it
//	{"map":{...}}, {"stringMap":{...}}     map[string]interface {}, map[string]string
//	{"point":["1","2"]}, {"struct":[...]}  *main.Point and main.Point, see objects.go
//	{"settings":{...}}                     main.Settings, a map type with methods
type value struct{ v any }

func (out *value) UnmarshalJSON(raw []byte) error {
	v, err := decode(raw)
	out.v = v
	return err
}

func plain(values []value) []any {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v.v
	}
	return list
}

func plainMap(values map[string]value) map[string]any {
	m := make(map[string]any, len(values))
	for k, v := range values {
		m[k] = v.v
	}
	return m
}

func decode(raw []byte) (any, error) {
	raw = bytes.TrimSpace(raw)
	if raw[0] != '{' {
		var v any
		err := json.Unmarshal(raw, &v)
		switch v.(type) {
		case nil, bool, string:
			return v, err
		}
		return nil, fmt.Errorf("a bare %s is no tagged value", raw)
	}
	var tagged map[string]json.RawMessage
	if err := json.Unmarshal(raw, &tagged); err != nil {
		return nil, err
	}
	if len(tagged) != 1 {
		return nil, fmt.Errorf("a tagged value has one tag: %s", raw)
	}
	for tag, content := range tagged {
		return decodeTagged(tag, content)
	}
	panic("unreachable")
}

func decodeTagged(tag string, content []byte) (any, error) {
	switch tag {
	case "list":
		values, err := as[[]value](content)
		return plain(values), err
	case "map":
		values, err := as[map[string]value](content)
		return plainMap(values), err
	case "settings":
		values, err := as[map[string]value](content)
		return Settings(plainMap(values)), err
	case "strings":
		return as[[]string](content)
	case "stringMap":
		return as[map[string]string](content)
	case "point", "struct":
		c, err := as[[2]string](content)
		if err != nil {
			return nil, err
		}
		x, _ := strconv.Atoi(c[0])
		y, _ := strconv.Atoi(c[1])
		if tag == "struct" {
			return *newPoint(x, y), nil
		}
		return newPoint(x, y), nil
	}
	text, err := as[string](content)
	if err != nil {
		return nil, err
	}
	switch tag {
	case "raw":
		b, err := base64.StdEncoding.DecodeString(text)
		return string(b), err
	case "bytes":
		return base64.StdEncoding.DecodeString(text)
	case "number":
		return json.Number(text), nil
	case "float64":
		return strconv.ParseFloat(text, 64)
	case "nil":
		switch text {
		case "map":
			return map[string]any(nil), nil
		case "list":
			return []any(nil), nil
		case "strings":
			return []string(nil), nil
		}
	}
	integer, known := integers[tag]
	if !known {
		return nil, fmt.Errorf("unknown tag %s: %s", tag, content)
	}
	v := reflect.New(integer).Elem()
	if v.CanInt() {
		n, err := strconv.ParseInt(text, 10, integer.Bits())
		v.SetInt(n)
		return v.Interface(), err
	}
	n, err := strconv.ParseUint(text, 10, integer.Bits())
	v.SetUint(n)
	return v.Interface(), err
}

func as[T any](raw []byte) (T, error) {
	var v T
	err := json.Unmarshal(raw, &v)
	return v, err
}

var integers = map[string]reflect.Type{
	"int": reflect.TypeFor[int](), "int8": reflect.TypeFor[int8](), "int16": reflect.TypeFor[int16](),
	"int32": reflect.TypeFor[int32](), "int64": reflect.TypeFor[int64](),
	"uint": reflect.TypeFor[uint](), "uint8": reflect.TypeFor[uint8](), "uint16": reflect.TypeFor[uint16](),
	"uint32": reflect.TypeFor[uint32](), "uint64": reflect.TypeFor[uint64](),
}

// encode is the way back; a type that has no tag is named: {"unknown":"time.Time"}.
func encode(v any) any {
	switch v := v.(type) {
	case nil, bool:
		return v
	case string:
		return encodeText(v)
	case float64:
		return tag("float64", strconv.FormatFloat(v, 'g', -1, 64))
	case json.Number:
		return tag("number", string(v))
	case []byte:
		return tag("bytes", base64.StdEncoding.EncodeToString(v))
	case []string:
		return tag("strings", append([]string{}, v...))
	case map[string]string:
		return tag("stringMap", v)
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = encode(v[i])
		}
		return tag("list", list)
	case map[string]any:
		m := make(map[string]any, len(v))
		for key := range v {
			m[key] = encode(v[key])
		}
		return tag("map", m)
	}
	if _, known := integers[reflect.TypeOf(v).String()]; known {
		return tag(reflect.TypeOf(v).String(), fmt.Sprint(v))
	}
	return tag("unknown", reflect.TypeOf(v).String())
}

func encodeText(s string) any {
	if utf8.ValidString(s) {
		return s
	}
	return tag("raw", base64.StdEncoding.EncodeToString([]byte(s)))
}

func tag(name string, content any) map[string]any {
	return map[string]any{name: content}
}
