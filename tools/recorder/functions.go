package main

import (
	"encoding/json"
	"fmt"
	"text/template"
	_ "unsafe" // for go:linkname

	_ "helm.sh/helm/v3/pkg/engine"
)

func init() {
	register("helm.functions", functionSignatures)
}

// The map of functions that Helm's engine starts from is not exported.
//
//go:linkname engineFunctions helm.sh/helm/v3/pkg/engine.funcMap
func engineFunctions() template.FuncMap

// functionSignatures answers the signature of each function that templates can call, by its name.
func functionSignatures(json.RawMessage) (any, error) {
	signatures := map[string]string{}
	for name, function := range engineFunctions() {
		signatures[name] = fmt.Sprintf("%T", function)
	}
	return signatures, nil
}
