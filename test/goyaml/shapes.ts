import type { Shape } from "../../src/goyaml/index.ts";

/** The Go types of tools/recorder/goyaml.go. */

const string: Shape = { kind: "string" };
const bool: Shape = { kind: "bool" };
const int: Shape = { kind: "int" };
const any: Shape = { kind: "any" };
const list = (of: Shape): Shape => ({ kind: "list", of });
const map = (of: Shape): Shape => ({ kind: "map", of });
const pointer = (to: Shape): Shape => ({ kind: "pointer", to });

const hook: Shape = {
  kind: "struct",
  name: "main.Hook",
  fields: { events: list(string), show: bool, count: int, name: string },
};

const pathFields: Shape = { kind: "struct", name: "main.plain", fields: { path: string, parts: list(string) } };

const path: Shape = {
  kind: "unmarshaler",
  name: "main.Path",
  zero: () => ({}),
  decode(unmarshal) {
    try {
      return { path: unmarshal(string) };
    } catch {
      return unmarshal(pathFields);
    }
  },
};

const release: Shape = {
  kind: "struct",
  name: "main.Release",
  fields: {
    name: string,
    chart: string,
    wait: bool,
    timeout: int,
    installed: pointer(bool),
    history: pointer(int),
    note: pointer(string),
    needs: list(string),
    values: list(any),
    labels: map(string),
    any,
    map: map(any),
    hook,
    next: pointer(hook),
    hooks: list(hook),
    byName: map(hook),
    paths: list(path),
    path: pointer(path),
    nested: map(list(string)),
    verify: pointer(bool),
    retries: int,
  },
};

export const shapes: Readonly<Record<string, Shape>> = {
  string,
  bool,
  int,
  any,
  strings: list(string),
  bools: list(bool),
  ints: list(int),
  anys: list(any),
  pointers: list(pointer(string)),
  "*bool": pointer(bool),
  "*string": pointer(string),
  map: map(any),
  texts: map(string),
  counts: map(pointer(int)),
  maps: map(map(bool)),
  release,
  hooks: list(hook),
  paths: list(path),
};
