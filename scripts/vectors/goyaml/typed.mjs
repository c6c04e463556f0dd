// The cases of decoding into Go types, as helmfile does, with yaml.v2 and yaml.v3. The types are in
// tools/recorder/goyaml.go. Many texts are those of the other cases: run this after them.
import { readFileSync } from "node:fs";
import { choices } from "../random.mjs";
import { writeCases } from "../write.mjs";

const libraries = ["v2", "v3"];

/** @param {string} name */
function textsOf(name) {
  const file = new URL(`../../../test/vectors/goyaml/${name}.cases.json`, import.meta.url);
  return [...new Set(JSON.parse(readFileSync(file, "utf8")).map(({ text }) => text))];
}

/** @param {string} type @param {unknown[]} texts */
const decode = (type, texts, strict = false) =>
  libraries.flatMap((library) => texts.map((text) => ({ op: "goyaml.decode", library, strict, type, text })));

/** @param {unknown[]} texts */
const readMap = (texts) =>
  libraries.flatMap((library) => texts.map((text) => ({ op: "goyaml.readMap", library, text })));

/** An int that a JavaScript number does not hold exactly is left out. */
const scalars = textsOf("scalars").filter((text) => !/\n|9223372036854775807|07{21}/.test(String(text)));
const fields = ["name", "wait", "timeout", "installed", "history", "note", "any", "needs", "hook", "next", "path"];
const everyField = scalars
  .filter((_, i) => i % 2 === 0)
  .map((text) => fields.map((field) => `${field}: ${text}`).join("\n"));
const everyItem = scalars.filter((_, i) => i % 2 === 1).map((text) => `- ${text}\n- a`);

const further = [
  "'null'",
  '"~"',
  "'yes'",
  '"on"',
  "'5'",
  "1.9",
  "-1.9",
  "9223372036854775807.0",
  "1e30",
  "!!str",
  "0x1p-2",
];
const quoted = ["string", "bool", "int", "any", "*bool", "*string"].flatMap((type) => decode(type, further));

const streams = [
  "",
  "# nothing",
  "---",
  "---\n---\n",
  "a: 1\n---\nb: 2\n---\n",
  "a: 1\n...\n---\nb: 2\n...\n...\n",
  "a: 1\n...\nb: 2",
  "a: 1\n--- b",
  "--- a\n--- b\n...\n# c",
  "a: &x 1\n---\nb: *x",
  "%TAG !e! tag:e:\n---\na: !e!x 1\n---\nb: !e!x 2",
  "a: 1\n---\nb: [\n---\nc: 3",
  "a: 1\n---\nb: \u0001",
  "a: 1\n# c\n---\nb: @",
  "a: 1\n---\n{a: 1, a: 2}\n---\nc: 3",
  "~\n---\nnull\n---\nNull",
];

const releases = [
  "name: a\nchart: b/c\nwait: true\ntimeout: 5\ninstalled: false\nneeds: [a, 1, 2.50, yes, ~]\nlabels: {a: 1, b: yes, c: ~, 1: 010}",
  "values: [a, {b: [1, {2: 3}]}, 2001-01-01, 1_000, 0o17]\nany: {a: {b: ~}}\nmap: {1: a, yes: b, c: {1: 2}}",
  "hook: {events: [a], show: yes, count: 3}\nnext: {events: []}\nhooks: [{count: 1}, ~, {show: no}]\nbyName: {a: {}, b: ~, c: {count: 1}}",
  "paths: [a, {path: b, parts: [c]}, [d], {path: [e]}, ~, 'null']\npath: {path: x}",
  "path: 'null'\nnext: 'null'\nnote: 'null'\ninstalled: '~'\nhistory: \"null\"",
  "path: NULL\nnext: Null\nnote: NULL\ninstalled: Null\nhistory: NULL\nname: NULL\nhook: NULL\nany: NULL\nlabels: NULL",
  "verify: true\nretries: 2\ncommon: {retries: 3}",
  "name: a\nname: b",
  "name: a\nfoo: 1\nbar: 2\nhook: {x: 1, events: [a], events: [b]}",
  "hook: {count: 1}\nhook: {show: true}\nlabels: {a: b}\nlabels: {c: d}\nneeds: [a]\nneeds: [b, c]\nnext: {count: 1}\nnext: {show: true}",
  "name: a\nname: ~\nnext: {}\nnext: ~\nneeds: [a]\nneeds: ~",
  "nested: {a: [b, c], d: ~, e: f, g: [h, [i]]}",
  "a: 1\nA: 2\nName: x\nNAME: y",
  "? [a]\n: b\n? {c: d}\n: e\nname: f",
  "~: a\nnull: b\n'': c\n1: d\nname: e",
  "constructor: a\n__proto__: b\nhasOwnProperty: c\nlabels: {constructor: a, __proto__: b}\nmap: {__proto__: {a: 1}}",
  "name: {a: b}\nwait: [a]\ntimeout: {}\nneeds: {}\nvalues: a\nlabels: [a]\nmap: a\nhook: [a]\nhooks: {a: b}\nbyName: [a]\nnext: 5",
  "name: a long text that is cut\nwait: a long text that is cut\ntimeout: ten chars.\nhistory: elevenchars\ninstalled: éééééééé",
  "wait: !!str yes\ntimeout: !!float 3\nname: !!binary aGk=\nany: !!binary aGk=\nhistory: !!int '7'\nlabels: {a: !!binary aGk=}",
  "name: !foo a\nwait: !foo yes\ntimeout: !foo 1\nneeds: !foo [a]\nhook: !foo {count: 1}\nhooks: !foo a\nany: !foo {a: 1}\nvalues: [!foo 1, ! 1, ! '1']",
  "hook: !!null {count: 1}\nnext: !!null {count: 1}\npath: !!null [a]\nneeds: !!null [a]",
  "name: &x a\nchart: *x\nneeds: &y [*x, *x]\nvalues: *y\nany: *y\nlabels: {*x : *x}",
  "any: &x {count: 1, show: true}\nhook: *x\nnext: *x\nhooks: [*x, *x]\nbyName: {a: *x}",
  "any: &x {count: 1, show: true}\nhook: {<<: *x, count: 2}\nnext: {count: 2, <<: *x}\nlabels: {<<: *x, a: b}",
  "map: {a: &a {count: 1}, b: &b {count: 2, name: b}}\nhook: {<<: [*a, *b]}\nnext: {<<: [*b, *a], name: c}\nhooks: [{name: d, <<: [*a, *b]}]",
  "map: {a: &a {x: 1, y: 2}, b: &b {<<: *a, y: 3, z: 4}, c: {<<: *b, x: 5}, d: {x: 6, <<: [*a, *b]}}",
  "any: {a: &a {1: x, yes: y}, b: {<<: *a, 1: z}, c: {1: z, <<: *a}, d: {<<: *a}}",
  "map: {a: &a {1: x}}\nlabels: {<<: *a, 1: y}\nbyName: {<<: {b: {count: 1}}, b: {show: true}}",
  "hook: {<<: {count: a, show: b}, count: 1}\nnext: {<<: a}",
  "hook: {<<: [a]}",
  "hook: {<<: ~}",
  "hook: {<<: *x}",
  "hook: {'<<': {count: 1}}\nnext: {!!merge <<: {count: 1}}",
  "hook: {<<: {count: 1}, <<: {show: true}}",
  "hook: {<<: {count: 1, count: 2}}",
  "any: &x [*x]",
  "any: {a: 1, a: 2, b: {c: 1, c: 2, c: 3}}\nname: a",
  "any: {[a]: b}",
  "any: {{a: b}: c}",
  "any: {{{ .Values.x }}: c}",
  "map: {{ .Values.x }}",
  "name: {{ .Values.x }}",
  "any: {? {1: a} : c}",
  "any: {[a]: 1, <<: {b: 2}}",
  "hook: {[a]: 1, <<: {b: 2}}",
  "any: {~: 1, true: 2, 1: 3, 1.5: 4, 2001-01-01: 5, !foo a: 6, !!binary aGk=: 7}",
  "any: {2001-01-01: a, b: 2001-12-14t21:59:43.10-05:00}\nvalues: [2001-12-14 21:59:43.1, 2001-1-1T1:1:1Z, !!timestamp '2001-01-01']\nname: 2001-01-01\nwait: 2001-01-01",
  "- a",
  "a",
  "~",
  "name: a\n  wait: b",
  "name: [a\nwait: b",
  "name: 'a\nwait: b",
  'name: "a\\qb"',
  'name: a\nany: "a\n  b\n  c\\q"',
  "name: a\nany: |\n\n\t b",
  "name: a\n\twait: b",
  "name: a\nany:\n  - b\n - c",
  "name: a\n# c\n\t# d\nwait: true",
  "name: a # c\n\t# d\n\n  \t # e\nhook: # f\n  # g\n  count: 1 # h\n# i",
  "needs:\n# a\n- b\n  # c\n- d # e\n\t\n- f",
  "name: a\n?\t# c\n  wait\n: true",
  "name: a\nwait\nany: b",
  "name: @a",
  "name: a\nany: [b, c\nd: e",
  "any:\n  a: [b,\n\n  c: d}\n",
  "any: {a: 1,\n b: 2\n c: 3}",
  "any: !e!x a",
  "any:\n  - a\n  b: c",
  "any:\n  b: c\n  - a",
];

const { pick, below, times } = choices(20240131);
const keys = [
  "name",
  "wait",
  "timeout",
  "installed",
  "needs",
  "labels",
  "any",
  "map",
  "hook",
  "next",
  "hooks",
  "path",
  "paths",
  "foo",
  "<<",
];
const values = [
  ...[
    "a",
    "yes",
    "1",
    "1.5",
    "~",
    "'null'",
    "[]",
    "{}",
    "[a, 1, ~]",
    "{a: 1}",
    "{count: 2, name: x}",
    "*x",
    "[*x, *x]",
  ],
  ...["2001-01-01", "!!str 1", "{<<: *x, a: 2}", "[{count: 1}, *x]", "{1: a, yes: b}", "0o17", "{a: 1, a: 2}"],
];
const mixed = times(
  200,
  () =>
    `any: &x {count: 1, name: y, show: on}\n${times(1 + below(6), () => `${pick(keys)}: ${pick(values)}\n`).join("")}`,
).filter(hasOnePath);

/** An UnmarshalYAML that is called twice finds what it left the first time; here it is not told. */
function hasOnePath(text) {
  return text.indexOf("path:") === text.lastIndexOf("path:");
}

/** In yaml.v3 a key with a tag of its own makes a map[interface {}]interface {} with text for keys. Here it is no other map. */
function hasPlainKeys(text) {
  return !/!foo <<|!binary \S*: /.test(String(text));
}

const types = [
  "string",
  "bool",
  "int",
  "strings",
  "bools",
  "ints",
  "anys",
  "pointers",
  "map",
  "texts",
  "counts",
  "maps",
];
const roots = [
  "[a, ~, 1, yes, 'null']",
  "{a: b, ~: 1, 1: ~, c: 'null', d: {e: yes}}",
  "{a: {b: yes, c: ~}, d: ~}",
  "5",
  "~",
  "''",
  "[5, 1.5, ~, 0x10]",
];

writeCases("goyaml/typed", [
  ...decode("release", everyField),
  ...decode("release", [...releases, ...mixed]),
  ...decode("release", [...releases, ...mixed], true),
  ...types.flatMap((type) => decode(type, roots)),
  ...["hooks", "paths"].flatMap((type) => decode(type, ["[a, {count: 1, path: b}, ~, [c], 'null']"], true)),
  ...quoted,
  ...decode("anys", everyItem).filter(({ library }) => library === "v3"),
  ...decode("any", streams),
  ...decode("release", streams),
]);

writeCases("goyaml/maps", [
  ...readMap([...textsOf("documents"), ...releases, ...streams]),
  ...decode("any", [...textsOf("random"), ...textsOf("bytes")]).filter(
    ({ library, text }) => library === "v3" && hasPlainKeys(text),
  ),
  ...readMap(textsOf("random").slice(-300)),
]);
