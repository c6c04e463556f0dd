// Random pieces of syntax in random order, most of it wrong: the errors have to be the same.
import { choices } from "../random.mjs";
import { writeCases } from "../write.mjs";

const pieces = [
  ..."a|b: |- |\n|\n  |\n    | |  |\t|? |: |:|{|}|[|]|,|'|\"|\\n|\\|# c|#|&x |*x|&y|*y|<<: |!!str |!!int |!foo |!!binary ".split(
    "|",
  ),
  ..."!<tag:yaml.org,2002:float> |---\n|---|...\n|%YAML 1.1\n|%TAG ! tag:x\n|1|0x1F|017|0o17|1_000|1.5|1e3|true|yes|~|null".split(
    "|",
  ),
  ...".inf|-.Inf|.nan|2001-01-01|-|--|@|`|%|é|😀|\r\n|\r|\u0085|\u2028|key: value\n|key:\n|  k: v\n|- a\n|  - b\n|x: &x {a: 1}\n".split(
    "|",
  ),
  ..."<<: *x\n|'it''s'|\"q\\u0041\"|-0b11|12e400|.5_0|0_7|+1|long long long ".split("|"),
  ...["|\n", "|-\n", ">\n", ">+\n", "|2\n", ">-1\n", "\u0001"],
];
const { pick, below, times } = choices(20200715);
const random = times(700, () => times(2 + below(12), () => pick(pieces)).join(""));

/** Lines with random indentation: most errors of block structure are found so. */
const lines = [
  "a: 1",
  "b:",
  "- c",
  "- d: 2",
  "- ",
  "? e",
  ": f",
  "g",
  "'h': [i, j]",
  '"k": {l: m}',
  "n: |",
  "o: >-",
  "p: &p q",
  "r: *p",
  "- - s",
  "# t",
  "<<: {u: 1}",
  "a: 2",
];
const indented = times(500, () => times(2 + below(5), () => `${" ".repeat(below(3) * 2)}${pick(lines)}\n`).join(""));

writeCases("goyaml/random", [
  ...[...random, ...indented].map((text) => ({ op: "yaml.unmarshal", text })),
  ...indented.slice(0, 150).map((text) => ({ op: "yaml.unmarshalStrict", text })),
]);
