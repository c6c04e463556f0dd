// What the cases of the template language share: the data, and ways to write a request.

const int = (n) => ({ int: String(n) });
const float = (x) => ({ float64: String(x) });
const list = (...items) => ({ list: items });
const map = (entries) => ({ map: entries });

/** What most templates are executed on. */
const data = map({
  s: "text",
  empty: "",
  html: `<a href="x">'&'</a>`,
  unicode: "häß 日本 😀",
  bad: { raw: "YcP/Yg==" },
  n: int(3),
  zero: int(0),
  neg: int(-2),
  f: float(1.5),
  whole: float(3),
  large: float(1e21),
  t: true,
  no: false,
  null: null,
  l: list("a", int(2), null, float(2.5)),
  none: list(),
  names: { strings: ["x", "y"] },
  m: map({ b: int(1), a: "z", nil: null, inner: map({ k: "v" }), é: "acute" }),
  nomap: map({}),
  sm: { stringMap: { k: "v" } },
  maps: list(map({ name: "one" }), map({ name: "two" }), map({})),
  nils: list(null, map({ a: "b" })),
  i64: { int64: "7" },
  u8: { uint8: "8" },
  u64: { uint64: "18446744073709551615" },
  num: { number: "42" },
  bytes: { bytes: "aGkA" },
  p: { point: ["1", "2"] },
  st: { struct: ["3", "4"] },
  settings: { settings: { on: true, Size: "hidden by the method" } },
});

/** One template each, named t. @param {string[]} templates */
export function texts(...templates) {
  return templates.map((text) => ({ op: "template", templates: [{ name: "t", text }], data }));
}

/** Several templates; the first is executed. @param {Record<string, string>[]} groups */
export function sets(...groups) {
  return groups.map((group) => ({
    op: "template",
    templates: Object.entries(group).map(([name, text]) => ({ name, text })),
    data,
  }));
}

/** Each template with each value in place of `@`. @param {string[]} values @param {string[]} templates */
export function each(values, ...templates) {
  return templates.flatMap((template) => values.map((value) => template.replaceAll("@", value)));
}
