import fc from "fast-check";
import type { Tagged } from "../support/tagged.ts";
import type { TemplateRequest } from "./request.ts";

/** The keys that values have and templates ask for; the last is in no value. */
const names = ["a", "b", "c", "é", "missing"] as const;
const name = fc.constantFrom(...names);
const key = fc.constantFrom(...names.slice(0, -1));

const text = fc.oneof(
  fc.constantFrom("", "x", "two words", "<&>", "häß", "😀", "%d", "3"),
  fc.string({ unit: "grapheme", maxLength: 6 }),
);

function integer(tag: string, min: bigint, max: bigint): fc.Arbitrary<Tagged> {
  const value = fc.oneof(fc.bigInt({ min: -3n < min ? min : -3n, max: 5n }), fc.bigInt({ min, max }));
  return value.map((n) => ({ [tag]: String(n) }));
}

/** Integers are small or do not get near a loop: `range` over a big one would not end. */
const scalar: fc.Arbitrary<Tagged> = fc.oneof(
  { arbitrary: text, weight: 4 },
  fc.boolean(),
  fc.constant(null),
  integer("int", -4n, 12n),
  integer("int64", -4n, 12n),
  integer("uint8", 0n, 12n),
  fc.double({ noDefaultInfinity: true, noNaN: true }).map((x) => ({ float64: Object.is(x, -0) ? "-0" : String(x) })),
  fc.constantFrom<Tagged>({ float64: "1.5" }, { float64: "3" }, { number: "12" }, { bytes: "aGk=" }),
  fc.array(text, { maxLength: 3 }).map((strings) => ({ strings })),
  fc.dictionary(key, text, { maxKeys: 2 }).map((stringMap) => ({ stringMap })),
  fc.tuple(fc.nat(9), fc.nat(9)).map(([x, y]) => ({ struct: [String(x), String(y)] })),
);

const { value } = fc.letrec<{ value: Tagged; map: Tagged }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: "value" },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }).map((list) => ({ list })),
    tie("map"),
  ),
  map: fc.oneof(
    fc.dictionary(key, tie("value"), { maxKeys: 4 }).map((map) => ({ map })),
    fc.dictionary(key, tie("value"), { maxKeys: 2 }).map((settings) => ({ settings })),
  ),
}));

const data = fc.dictionary(key, value, { minKeys: 1, maxKeys: 4 }).map((map): Tagged => ({ map }));

const path = fc.oneof(
  { arbitrary: name.map((part) => `.${part}`), weight: 4 },
  fc.array(name, { minLength: 2, maxLength: 3 }).map((parts) => `.${parts.join(".")}`),
);

const textConstant = fc.constantFrom('"x"', "`raw`", '"\\u00e9\\n"', '""', '"a"');
const intConstant = fc.oneof(
  fc.constantFrom("1", "0", "-2", "0x1F", "'a'", "1_0"),
  fc.integer({ min: -9, max: 9 }).map(String),
);
const floatConstant = fc.constantFrom("1.5", "2.", ".25", "1e3", "0x1p-2");
const boolConstant = fc.constantFrom("true", "false");
const constant = fc.oneof(textConstant, intConstant, floatConstant, boolConstant, fc.constant("nil"));

/** Functions of arguments of any type, by the numbers of arguments that they are given. */
const anyArguments: readonly (readonly [names: readonly string[], least: number, most: number])[] = [
  [["len", "not", "echo", "typeOf", "count", "size", "joinList"], 1, 1],
  [["ne", "lt", "le", "gt", "ge"], 2, 2],
  [["html", "js", "urlquery", "call"], 1, 2],
  [["and", "or", "index", "slice"], 1, 3],
  [["eq"], 2, 3],
  [["print", "println", "list", "dict"], 0, 3],
];
const anyFunction = fc.oneof(
  ...anyArguments.map(([names, minLength, maxLength]) =>
    fc.constantFrom(...names).map((f) => ({ f, minLength, maxLength })),
  ),
);

/** Functions of arguments of certain types, which they mostly get. */
const typedFunction = fc.constantFrom(
  { f: "upper", types: [textConstant] },
  { f: "add", types: [intConstant, intConstant] },
  { f: "half", types: [floatConstant] },
  { f: "negate", types: [boolConstant] },
  { f: "byte", types: [intConstant] },
  { f: "long", types: [intConstant] },
  { f: "unsigned", types: [intConstant] },
  { f: "join", types: [textConstant, textConstant] },
  { f: "strings", types: [textConstant, textConstant] },
  { f: "dict", types: [textConstant, constant] },
  { f: "struct", types: [intConstant, intConstant] },
  { f: "fail", types: [textConstant] },
);

const format = fc.constantFrom(
  ...["%v", "%s", "%d", "%q", "%5v|", "%-4s|", "%x", "%t", "%T", "%+v", "%.2f", "%03d", "%v %v", "%[2]v", "%", "%*d"],
);
const lastCommand = fc.constantFrom(
  ...["print", "upper", "len", "typeOf", "printf `%v`", "list 1", "and 1", "or 0", "not", "eq 1", "index .a", "html"],
);

function spaced(parts: readonly string[]): string {
  return parts.join(" ");
}

/** Pipelines, with the variables $x and $y, which the template declares. */
const { pipeline } = fc.letrec<{ operand: string; command: string; pipeline: string }>((tie) => ({
  operand: fc.oneof(
    { maxDepth: 2, depthIdentifier: "expression" },
    { arbitrary: path, weight: 5 },
    { arbitrary: constant, weight: 3 },
    fc.constantFrom(".", "$", "$x", "$y"),
    fc.tuple(fc.constantFrom("$", "$x", "$y"), path).map(([variable, fields]) => variable + fields),
    tie("pipeline").map((inner) => `(${inner})`),
    fc.tuple(tie("pipeline"), path).map(([inner, fields]) => `(${inner})${fields}`),
  ),
  command: fc.oneof(
    { arbitrary: tie("operand"), weight: 3 },
    anyFunction.chain(({ f, ...length }) => fc.array(tie("operand"), length).map((args) => spaced([f, ...args]))),
    typedFunction.chain(({ f, types }) => {
      const args = types.map((type) => fc.oneof({ arbitrary: type, weight: 5 }, tie("operand")));
      return fc.tuple(...args).map((operands) => spaced([f, ...operands]));
    }),
    fc
      .tuple(format, fc.array(tie("operand"), { maxLength: 2 }))
      .map(([text, args]) => spaced(["printf", `"${text}"`, ...args])),
  ),
  pipeline: fc
    .tuple(tie("command"), fc.array(lastCommand, { maxLength: 2 }))
    .map(([first, rest]) => [first, ...rest].join(" | ")),
}));

const plainText = fc.constantFrom("", " ", "\n", "text", " é \n  ", "-", "{", "}}");
const open = fc.constantFrom("{{ ", "{{", "{{- ", "{{-\n");
const close = fc.constantFrom(" }}", "}}", " -}}", "\n-}}");

function action(...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(open, ...parts, close).map((texts) => texts.join(""));
}

const condition = fc.oneof(path, pipeline);
const branch = fc.constantFrom("if", "with", "if $y :=", "with $x :=");
const loop = fc.constantFrom("range", "range $x :=", "range $x, $y :=", "range $y =", "range $x, $y =");
const assignment = fc.constantFrom("$x := ", "$y := ", "$x = ", "$y = ");
const call = fc.constantFrom(
  'template "one" ',
  'template "two" ',
  'template "none" ',
  'render "one" ',
  'render "two" ',
);

const { body } = fc.letrec<{ statement: string; body: string; loopBody: string; otherwise: string }>((tie) => ({
  statement: fc.oneof(
    { maxDepth: 3, depthIdentifier: "statement" },
    { arbitrary: plainText, weight: 3 },
    { arbitrary: action(pipeline), weight: 6 },
    action(assignment, pipeline),
    action(call, path),
    fc.constantFrom("{{/* c */}}", "{{- /* c */ -}}"),
    fc
      .tuple(branch, condition, close, tie("body"), tie("otherwise"))
      .map(([keyword, pipe, end, list, otherwise]) => `{{ ${keyword} ${pipe}${end}${list}${otherwise}{{ end }}`),
    fc
      .tuple(loop, condition, close, tie("loopBody"), tie("otherwise"))
      .map(([keyword, pipe, end, list, otherwise]) => `{{ ${keyword} ${pipe}${end}${list}${otherwise}{{ end }}`),
  ),
  loopBody: fc.oneof(
    { arbitrary: tie("body"), weight: 3 },
    fc
      .tuple(tie("body"), condition, fc.constantFrom("break", "continue"), tie("body"))
      .map(([before, pipe, leave, after]) => `${before}{{ if ${pipe} }}{{ ${leave} }}{{ end }}${after}`),
  ),
  otherwise: fc.oneof(
    fc.constant(""),
    fc.tuple(close, tie("body")).map(([end, list]) => `{{ else${end}${list}`),
  ),
  body: fc.array(tie("statement"), { maxLength: 4 }).map((statements) => statements.join("")),
}));

/** Now and then a template that is broken somewhere, for the errors of the parser. */
const damagedBody = fc
  .tuple(body, fc.nat(), fc.constantFrom("", "}", "{{", "|", ")", "(", '"', "`", ".", "$", "@", " ", "\n", "end", ":="))
  .map(([whole, at, insertion]) => {
    const cut = at % (whole.length + 1);
    return (whole.slice(0, cut) + insertion + whole.slice(cut + 1)).toWellFormed();
  });

const source = fc.oneof({ arbitrary: body, weight: 9 }, damagedBody);

/** Requests for the recorder's op `template`: templates that call each other, and a value to execute them on. */
export const templateRequest: fc.Arbitrary<TemplateRequest> = fc
  .record({
    main: source,
    one: body,
    data,
    missingKey: fc.constantFrom("default", "zero", "zero", "zero", "error"),
  })
  .map(({ main, one, data, missingKey }) => ({
    op: "template",
    templates: [
      { name: "main", text: `{{ $x := .a }}{{ $y := 1 }}${main}` },
      {
        name: "one",
        text: `{{ define "two" }}[{{ . }}]{{ end }}{{ $x := . }}{{ $y := . }}${one.replace(/(template|render) "(?:one|none)"/g, '$1 "two"')}`,
      },
    ],
    data,
    missingKey,
  }));
