package main

import (
	"bytes"
	"time"

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
		return encode(tomlValue(v)), err
	}))
}

// tomlValue replaces what only TOML's decoder makes: a list of tables is a list, a time is the text that encodes it.
func tomlValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, item := range v {
			v[key] = tomlValue(item)
		}
	case []any:
		for i, item := range v {
			v[i] = tomlValue(item)
		}
	case []map[string]any:
		tables := make([]any, len(v))
		for i, table := range v {
			tables[i] = tomlValue(table)
		}
		return tables
	case time.Time:
		text, _ := toml.Marshal(map[string]any{"t": v})
		return string(bytes.TrimSpace(bytes.TrimPrefix(text, []byte("t = "))))
	}
	return v
}
