// The cases of fmt: verbs over values, flags, widths and precisions, and the ways in which a format can be wrong.
import { writeCases } from "../write.mjs";

const int = (n) => ({ int: String(n) });
const float = (x) => ({ float64: String(x) });
const raw = (base64) => ({ raw: base64 });

const integers = [
  ...[0, 5, -5, 42, 65, 955, 0x1f600, 0x10ffff, 0x110000, 0xd800].map(int),
  { int: "9223372036854775807" },
  { int64: "-9223372036854775808" },
  { int8: "-128" },
  { uint8: "255" },
  { uint64: "18446744073709551615" },
  { int32: "120" },
];
const floats = [
  ...[0, -0, 1, -1, 0.1, 1.5, 2.5, 0.5, 100, 1e5, 1e6, 123456789, 1e20, 1e21, 1e-4, 1e-5, 1e100, 5e-324, 1e-7].map(
    float,
  ),
  ...[3.999999999999999, 1.7976931348623157e308, 0.000123456, 99.995, 1e23].map(float),
  { float64: "-0" },
  { float64: "NaN" },
  { float64: "+Inf" },
  { float64: "-Inf" },
];
const texts = [
  "",
  "a",
  "hello world",
  'say "hi" \\ `x`',
  "tab\tnew\nline",
  "häß 日本 😀",
  "\u0000\u007f\u00a0\u200b\ufeff",
  raw("/4Dk"),
  raw("5Lg="),
];
const others = [
  null,
  true,
  false,
  { number: "1e3" },
  { number: "12" },
  { bytes: "" },
  { bytes: "AQL/" },
  { bytes: "aGk=" },
  { list: [] },
  { list: [null, true, "x y", int(1), float(1.5), { list: [int(2)] }] },
  { strings: ["a", "b c"] },
  { strings: [] },
  { map: {} },
  { map: { b: int(2), a: "x", é: null, Z: { map: { y: { list: ["q"] } } }, "😀": true, "\uffee": false } },
  { stringMap: { k: "v", "a b": "" } },
  { settings: { on: true } },
  { list: [{ map: { a: { bytes: "AQI=" } } }, { number: "7" }, { uint8: "3" }] },
  { point: ["1", "2"] },
  { struct: ["3", "-4"] },
];
const values = [...integers, ...floats, ...texts, ...others];
const verbs = "vTtdboOxXcqUeEfFgGsw";

/** Every verb, bare. */
const bare = [...verbs].flatMap((verb) =>
  values.filter((value) => !(verb === "T" && value === null)).map((value) => [`%${verb}`, value]),
);

/** Values on which each group of flags does something. */
const some = [
  int(42),
  int(-42),
  int(0),
  { uint8: "200" },
  float(1.5),
  float(-1e21),
  float(0),
  { float64: "+Inf" },
  { float64: "NaN" },
  "héllo",
  "",
  "a`\n",
  { bytes: "AQL/" },
];
const composite = [
  { list: [int(1), "a", null, { uint8: "7" }, float(2)] },
  { map: { k: { strings: ["x"] }, n: null } },
  { struct: ["1", "2"] },
  { point: ["1", "2"] },
  { number: "5" },
  true,
  null,
];
const flagged = [
  ..."+v #v 5v -5v 05v 10s -10s| .2s 10.2s 010s +q #q 10q .3q x #x #X| x| X 20x -20x| 020x .2x +d -8d| 08d -08d| 8.3d +08d| d .0d #o #b #U .6U 10U| 12c 6t -6t|".split(
    " ",
  ),
  ..."8.2f -8.2f| 08.2f +.1f #.0f #g #e .3g .10g #.3g 012.3e +g .0f .0e .0g #x .2x 20.5g #v +v .3v .25f .20e .30g".split(
    " ",
  ),
].map((spec) => `%${spec.replace("|", "")}${spec.endsWith("|") ? "|" : ""}`);
const spaced = ["% d", "% x", "% X", "%# x", "% .3e", "% 05d", "% f", "% v", "%- 8d|", "%+ d"];
const shaped = [...flagged, ...spaced].flatMap((format) => [...some, ...composite].map((value) => [format, value]));

const malformed = [
  ["%", []],
  ["100%", []],
  ["%d", []],
  ["%d %d", [int(1)]],
  ["%d", [int(1), "x", null]],
  ["no verbs", ["x", { list: [] }]],
  ["%%", []],
  ["%%%d%%", [int(1)]],
  ["%5%", []],
  ["%z", [int(1)]],
  ["%!", [int(1)]],
  ["%é", [int(1)]],
  ["%日x", ["a"]],
  ["%-", ["a"]],
  ["%+", ["a"]],
  ["%.", ["a"]],
  ["%5", ["a"]],
  ["%5.", ["a"]],
  ["%.d", [int(5)]],
  ["%[2]d %[1]d", [int(1), int(2)]],
  ["%[1]d %d %[1]v", [int(1), int(2)]],
  ["%[3]d", [int(1)]],
  ["%[0]d", [int(1)]],
  ["%[-1]d", [int(1)]],
  ["%[x]d", [int(1)]],
  ["%[]d", [int(1)]],
  ["%[1", [int(1)]],
  ["%[", [int(1)]],
  ["%[1]", [int(1)]],
  ["%[5]d %d", [int(1), int(2)]],
  ["%[2]2d", [int(1), int(2)]],
  ["%[1].2d", [int(1), int(2)]],
  ["%.[2]d", [int(1), int(2)]],
  ["%[2]*[1]d", [int(7), int(4)]],
  ["%[3]*.[2]*[1]f", [float(12), int(2), int(6)]],
  ["%6.[1]d", [int(3)]],
  ["%*d", [int(5), int(42)]],
  ["%*d", [int(-5), int(42)]],
  ["%-*d|", [int(5), int(42)]],
  ["%0*d", [int(-5), int(42)]],
  ["%*d", ["x", int(42)]],
  ["%*d", [float(5), int(42)]],
  ["%*d", [{ int64: "5" }, int(42)]],
  ["%*d", [{ uint64: "18446744073709551615" }, int(42)]],
  ["%*d", [int(10000000), int(42)]],
  ["%*d", []],
  ["%.*f", [int(2), float(3.25159)]],
  ["%.*f", [int(-2), float(3.25159)]],
  ["%.*f", ["a", float(3.25159)]],
  ["%*.*f|", [int(8), int(1), float(3.25159)]],
  ["%99999999d", [int(1)]],
  ["%.99999999d|", [int(1)]],
  ["%s %s", ["a", "b"]],
  ["%s-%d-%t", ["a", int(1), true]],
  ["%d%%", [int(50)]],
  ["%v %v", [null, null]],
  ["%s", [null]],
  ["%d", [null]],
  ["%x %X", ["hello", { bytes: "/wA=" }]],
  ["%p", [int(5)]],
  ["%p", ["a"]],
  ["%p", [null]],
  ["%p", [true]],
  ["é %s 日", ["ü"]],
  ["%#[1]x %+[1]d", [int(255)]],
  ["%.3x", ["hello"]],
  ["%v %d", [{ list: ["a"] }, { list: ["a", null] }]],
  ["%5d|%-5v|%05v", [{ list: [int(1), int(2)] }, { list: [int(1), int(2)] }, { list: [int(1), int(2)] }]],
  ["%6.2f", [{ list: [float(1), float(2.345)] }]],
  ["%q", [{ strings: ["a b", "c"] }]],
  ["%q", [{ map: { "a b": "c", n: int(65) } }]],
  ["%x", [{ strings: ["ab", "c"] }]],
  ["%d", [{ map: { a: int(1), b: "x", c: null } }]],
  ["%s", [{ map: { a: int(1), b: { list: [true] } } }]],
  ["%t", [{ list: [true, "x"] }]],
];

const operands = [
  [],
  ["a"],
  ["a", "b"],
  [int(1), int(2)],
  [int(1), "a", int(2), int(3)],
  ["a", int(1), int(2), "b"],
  [null, null, "x", null],
  [{ number: "1" }, { number: "2" }, int(1)],
  [{ list: ["a", int(1)] }, { map: { x: null } }, float(1.5)],
  [true, false, "é", { bytes: "aGk=" }],
  [{ point: ["1", "2"] }, { struct: ["3", "4"] }, { settings: {} }],
];

writeCases("govalue/fmt", [
  ...[...bare, ...shaped].map(([format, arg]) => ({ op: "fmt", format, args: [arg] })),
  ...malformed.map(([format, args]) => ({ op: "fmt", format, args })),
  ...operands.flatMap((args) => [
    { op: "fmt.sprint", args },
    { op: "fmt.sprintln", args },
  ]),
]);
