import fc from "fast-check";
import { Document, isMap, parseAllDocuments } from "yaml";

type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

const key = fc.constantFrom("tls", "image_version", "enabled", "a", "on", "1", "a b", "#x");
const scalar = fc.oneof(
  fc.constantFrom(null, true, "", "1.14.4-1", "1.14", "text # no comment", "x: y", "two\nlines\n", "\n\n", "end  "),
  fc.integer(),
  fc.string(),
);
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    scalar as fc.Arbitrary<Value>,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4 }),
  ),
}));
const root = fc.oneof(
  fc.dictionary(key, value, { maxKeys: 5 }),
  fc.record({ a: value, tls: fc.dictionary(key, value, { maxKeys: 4 }), enabled: value }, { requiredKeys: ["tls"] }),
) as fc.Arbitrary<{ [key: string]: Value }>;

/** A values file: a random layout of random values, with comments and blank lines between the lines. */
export const valuesFile = fc
  .record({
    root,
    indent: fc.integer({ min: 1, max: 4 }),
    indentSeq: fc.boolean(),
    flowAt: fc.integer({ min: 0, max: 12 }),
    comments: fc.array(fc.tuple(fc.nat(30), fc.constantFrom("", "# c", "  # c", "      # c"))),
    eol: fc.constantFrom("\n", "\r\n"),
    mark: fc.constantFrom("", "\uFEFF", "---\n"),
    lastNewline: fc.boolean(),
  })
  .map((layout) => {
    const document = new Document(layout.root);
    let count = 0;
    const visitMaps = (node: unknown): void => {
      if (!isMap(node)) return;
      if (count++ === layout.flowAt) node.flow = true;
      for (const pair of node.items) visitMaps(pair.value);
    };
    visitMaps(document.contents);
    const lines = document.toString({ indent: layout.indent, indentSeq: layout.indentSeq }).split("\n");
    for (const [at, comment] of layout.comments) if (at < lines.length) lines.splice(at, 0, comment);
    const text = layout.mark + lines.join(layout.eol);
    return layout.lastNewline ? text : text.trimEnd();
  })
  .filter((text) => parseAllDocuments(text).every((document) => document.errors.length === 0));
