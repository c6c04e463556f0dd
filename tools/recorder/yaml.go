package main

import (
	"bytes"
	"encoding/json"

	"sigs.k8s.io/yaml"
	goyaml "sigs.k8s.io/yaml/goyaml.v3"
)

// sigs.k8s.io/yaml as Helm uses it, and the encoder behind toYamlPretty.

type document struct {
	Text value `json:"text"`
}

func (d document) bytes() []byte { return []byte(d.Text.v.(string)) }

type datum struct {
	Value value `json:"value"`
}

func useNumber(d *json.Decoder) *json.Decoder {
	d.UseNumber()
	return d
}

func init() {
	register("yaml.unmarshal", typed(func(d document) (any, error) {
		var v any
		err := yaml.Unmarshal(d.bytes(), &v)
		return encode(v), err
	}))
	register("yaml.unmarshalNumber", typed(func(d document) (any, error) {
		var v any
		err := yaml.Unmarshal(d.bytes(), &v, useNumber)
		return encode(v), err
	}))
	register("yaml.unmarshalStrict", typed(func(d document) (any, error) {
		var v any
		err := yaml.UnmarshalStrict(d.bytes(), &v)
		return encode(v), err
	}))
	register("yaml.unmarshalMap", typed(func(d document) (any, error) {
		v := map[string]any{}
		err := yaml.Unmarshal(d.bytes(), &v)
		return encodeMap(v), err
	}))
	register("yaml.unmarshalList", typed(func(d document) (any, error) {
		v := []any{}
		err := yaml.Unmarshal(d.bytes(), &v)
		return encodeList(v), err
	}))
	register("yaml.marshal", typed(func(d datum) (any, error) {
		text, err := yaml.Marshal(d.Value.v)
		return string(text), err
	}))
	register("yaml.marshalPretty", typed(func(d datum) (any, error) {
		var text bytes.Buffer
		encoder := goyaml.NewEncoder(&text)
		encoder.SetIndent(2)
		err := encoder.Encode(d.Value.v)
		return text.String(), err
	}))
}
