// Recorder answers what the real thing answers: Go's text/template, fmt and strconv, Helm and the libraries that Helm
// is built from. The tests of the TypeScript layers compare with its recorded answers.
//
// It reads requests from standard input and writes one answer to each on standard output, both one JSON object a line:
//
//	{"op":"fmt","format":"%d","args":[{"int":"5"}]}
//	{"ok":"5"}
//
// An operation that fails, or panics, answers {"error":"<message>"}. Values travel as values.go says. An operation
// lives in the file of its family and registers itself there.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// An operation gets the whole request. A result that is a Go value rather than plain JSON is wrapped by encode.
type operation func(request json.RawMessage) (any, error)

var operations = map[string]operation{}

func register(name string, op operation) {
	if _, taken := operations[name]; taken {
		panic("operation registered twice: " + name)
	}
	operations[name] = op
}

// typed makes an operation of a function that takes its request as a struct.
func typed[Request any](run func(Request) (any, error)) operation {
	return func(raw json.RawMessage) (any, error) {
		var request Request
		if err := json.Unmarshal(raw, &request); err != nil {
			return nil, fmt.Errorf("recorder: bad request: %w", err)
		}
		return run(request)
	}
}

func main() {
	in := bufio.NewReader(os.Stdin)
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			os.Stdout.Write(append(encodeAnswer(answer(line)), '\n'))
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "recorder:", err)
			os.Exit(1)
		}
	}
}

func answer(line []byte) (result any, err error) {
	defer func() {
		if r := recover(); r != nil {
			result, err = nil, fmt.Errorf("%v", r)
		}
	}()
	var request struct {
		Op string `json:"op"`
	}
	if err := json.Unmarshal(line, &request); err != nil {
		return nil, fmt.Errorf("recorder: bad request: %w", err)
	}
	op, known := operations[request.Op]
	if !known {
		return nil, fmt.Errorf("recorder: unknown op %q", request.Op)
	}
	return op(line)
}

func encodeAnswer(result any, err error) []byte {
	body := map[string]any{"ok": result}
	if err != nil {
		body = map[string]any{"error": encodeText(err.Error())}
	} else if text, ok := result.(string); ok {
		body["ok"] = encodeText(text)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		return encodeAnswer(nil, fmt.Errorf("recorder: %w", err))
	}
	return bytes.TrimRight(out.Bytes(), "\n")
}
