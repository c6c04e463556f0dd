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

const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `.${parts.join(".")}`);
const constant = fc.oneof(
  fc.constantFrom("1", "0", "-2", "1.5", "0x1F", "'a'", '"x"', "`raw`", "true", "nil", '"\\u00e9\\n"', "1_0"),
  fc.integer({ min: -9, max: 9 }).map(String),
);
const anyArguments = [
  "print",
  "println",
  "html",
  "js",
  "urlquery",
  "len",
  "index",
  "slice",
  "not",
  "and",
  "or",
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "list",
  "dict",
  "echo",
  "typeOf",
  "count",
  "size",
  "joinList",
  "call",
] as const;
const typedArguments = [
  "upper",
  "add",
  "half",
  "negate",
  "byte",
  "long",
  "unsigned",
  "join",
  "strings",
  "fail",
] as const;
const format = fc.constantFrom(
  "%v",
  "%s",
  "%d",
  "%q",
  "%5v|",
  "%-4s|",
  "%x",
  "%t",
  "%T",
  "%+v",
  "%.2f",
  "%03d",
  "%v %v",
  "%[2]v",
  "%",
  "%*d",
);

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
    fc
      .tuple(fc.constantFrom(...anyArguments), fc.array(tie("operand"), { maxLength: 3 }))
      .map(([f, args]) => [f, ...args].join(" ")),
    fc
      .tuple(fc.constantFrom(...typedArguments), fc.array(tie("operand"), { maxLength: 3 }))
      .map(([f, args]) => [f, ...args].join(" ")),
    fc
      .tuple(format, fc.array(tie("operand"), { maxLength: 2 }))
      .map(([f, args]) => ["printf", `"${f}"`, ...args].join(" ")),
  ),
  pipeline: fc
    .tuple(
      tie("command"),
      fc.array(
        fc.constantFrom(
          "print",
          "upper",
          "len",
          "typeOf",
          "printf `%v`",
          "list 1",
          "and 1",
          "or 0",
          "not",
          "eq 1",
          "index .a",
          "html",
        ),
        { maxLength: 2 },
      ),
    )
    .map(([first, rest]) => [first, ...rest].join(" | ")),
}));

const plainText = fc.constantFrom("", " ", "\n", "text", " é \n  ", "-", "{", "}}");
const open = fc.constantFrom("{{ ", "{{", "{{- ", "{{-\n");
const close = fc.constantFrom(" }}", "}}", " -}}", "\n-}}");

function action(content: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(open, content, close).map((parts) => parts.join(""));
}

const { body } = fc.letrec<{ statement: string; body: string }>((tie) => ({
  statement: fc.oneof(
    { maxDepth: 3, depthIdentifier: "statement" },
    { arbitrary: plainText, weight: 3 },
    { arbitrary: action(pipeline), weight: 6 },
    action(fc.tuple(fc.constantFrom("$x := ", "$y := ", "$x = ", "$y = "), pipeline).map((parts) => parts.join(""))),
    fc.constantFrom("{{/* c */}}", "{{- /* c */ -}}", "{{ break }}", "{{ continue }}"),
    action(
      fc
        .tuple(fc.constantFrom("template", "render"), fc.constantFrom("one", "two", "none"), path)
        .map(([how, which, arg]) => `${how} "${which}" ${arg}`),
    ),
    fc
      .tuple(
        fc.constantFrom("if", "with", "range", "range $x :=", "range $x, $y :=", "range $y =", "if $y :="),
        pipeline,
        tie("body"),
        fc.option(tie("body")),
        close,
      )
      .map(([keyword, pipe, list, otherwise, end]) => {
        const elseBranch = otherwise === null ? "" : `{{ else${end}${otherwise}`;
        return `{{ ${keyword} ${pipe}${end}${list}${elseBranch}{{ end }}`;
      }),
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

const source = fc.oneof({ arbitrary: body, weight: 5 }, damagedBody);

/** Requests for the recorder's op `template`: templates that call each other, and a value to execute them on. */
export const templateRequest: fc.Arbitrary<TemplateRequest> = fc
  .record({
    main: source,
    one: body,
    data,
    missingKey: fc.constantFrom("default" as const, "zero" as const, "error" as const),
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
