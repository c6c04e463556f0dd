// The cases of printing Go values with yaml.v2 and yaml.v3 as helmfile does. Many values are those of the other cases.
import { readFileSync } from "node:fs";
import { writeCases } from "../write.mjs";

const file = new URL("../../../test/vectors/goyaml/printing.cases.json", import.meta.url);
const printed = [...new Set(JSON.parse(readFileSync(file, "utf8")).map(({ value }) => JSON.stringify(value)))].map(
  (value) => JSON.parse(value),
);

/** A map[interface {}]interface {}, as tools/recorder/goyaml.go reads it. */
const entries = (...pairs) => ({ list: ["entries", ...pairs.flat()] });
const int = (value) => ({ int: String(value) });
const float = (value) => ({ float64: String(value) });

const keyed = [
  entries(),
  entries([int(1), "a"], [int(10), "b"], [int(2), "c"], [int(-1), "d"]),
  entries([true, int(1)], [false, int(2)], [null, int(3)], ["a", int(4)], [int(1), int(5)], [float(0.5), int(6)]),
  entries([{ uint64: "18446744073709551615" }, int(1)], [int(5), int(2)], [float(1e30), int(3)]),
  entries(["a10", null], ["a2", null], ["b", null], ["A", null], ["1", null], ["_", null]),
  { map: { a: entries([int(1), entries([true, { list: [] }])]), b: { list: [entries(["x", { map: {} }])] } } },
  { list: [entries([int(1), int(2)], ["b", { list: [int(1), entries([int(3), null])] }])] },
];
const numbers = [
  "1",
  "-5",
  "1.50",
  "1e3",
  "18446744073709551615",
  "9223372036854775807",
  "abc",
  "",
  "1_000",
  "0x10",
  "NaN",
].map((number) => ({ list: [{ number }] }));
const long = `${"a long text ".repeat(12)}end`;
const texts = [
  long,
  `${long}\n${long}\n`,
  `a:\n  - b\t${long}`,
  " a\n",
  "a\t\nb",
  "\ta",
  "é😀\n日本",
  "on",
  "0o17",
  "<<",
  "=",
];

writeCases("goyaml/marshal-go", [
  ...["v2", "v3"].flatMap((library) =>
    [...keyed, ...numbers, ...texts, { map: { k: { list: texts } } }].map((value) => ({
      op: "goyaml.marshal",
      library,
      value,
    })),
  ),
  ...printed.filter((_, i) => i % 2 === 0).map((value) => ({ op: "goyaml.marshal", library: "v2", value })),
  ...printed.filter((_, i) => i % 8 === 1).map((value) => ({ op: "goyaml.marshal", library: "v3", value })),
]);
