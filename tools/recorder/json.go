package main

import (
	"bytes"
	"encoding/json"
)

// encoding/json.

type indented struct {
	Value  value  `json:"value"`
	Prefix string `json:"prefix"`
	Indent string `json:"indent"`
}

func init() {
	register("json.marshal", typed(func(d datum) (any, error) {
		text, err := json.Marshal(d.Value.v)
		return string(text), err
	}))
	register("json.marshalRaw", typed(func(d datum) (any, error) {
		var text bytes.Buffer
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		err := encoder.Encode(d.Value.v)
		return string(bytes.TrimSuffix(text.Bytes(), []byte("\n"))), err
	}))
	register("json.marshalIndent", typed(func(i indented) (any, error) {
		text, err := json.MarshalIndent(i.Value.v, i.Prefix, i.Indent)
		return string(text), err
	}))
	register("json.unmarshal", typed(func(d document) (any, error) {
		var v any
		err := json.Unmarshal(d.bytes(), &v)
		return encode(v), err
	}))
	register("json.unmarshalNumber", typed(func(d document) (any, error) {
		// What UseNumber does to a decoder; the errors are those of Unmarshal, which has no options.
		if err := json.Unmarshal(d.bytes(), new(json.RawMessage)); err != nil {
			return nil, err
		}
		var v any
		err := useNumber(json.NewDecoder(bytes.NewReader(d.bytes()))).Decode(&v)
		return encode(v), err
	}))
	register("json.unmarshalMap", typed(func(d document) (any, error) {
		v := map[string]any{}
		err := json.Unmarshal(d.bytes(), &v)
		return encodeMap(v), err
	}))
	register("json.unmarshalList", typed(func(d document) (any, error) {
		v := []any{}
		err := json.Unmarshal(d.bytes(), &v)
		return encodeList(v), err
	}))
}

// encodeMap tells a nil map from an empty one.
func encodeMap(v map[string]any) any {
	if v == nil {
		return tag("nil", "map")
	}
	return encode(v)
}

// encodeList tells a nil slice from an empty one.
func encodeList(v []any) any {
	if v == nil {
		return tag("nil", "list")
	}
	return encode(v)
}
