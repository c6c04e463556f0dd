import { diffArrays } from "diff";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Document, isMap, parse, parseAllDocuments } from "yaml";
import { EditError } from "../../src/edit/edit-error.ts";
import { setValue } from "../../src/edit/set-value.ts";

const path = ["tls", "image_version"];
const version = "1.15.0-1";

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
const valuesFile = fc
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

function withVersion(before: unknown): unknown {
  const old = (before ?? {}) as { tls?: object };
  return { ...old, tls: { ...old.tls, image_version: version } };
}

test("the parsed values are the old ones with one path set, and every other line is unchanged", () => {
  let edited = 0;
  fc.assert(
    fc.property(valuesFile, (before) => {
      let after: string;
      try {
        after = setValue(before, path, version);
      } catch (error) {
        // To leave a file alone is always right where the place does not hold one version on one line.
        expect(error).toBeInstanceOf(EditError);
        return;
      }
      edited++;
      expect(parse(after)).toEqual(withVersion(parse(before)));

      const changes = diffArrays(before.split(/\r?\n/), after.split(/\r?\n/));
      const lines = (kind: "removed" | "added") =>
        changes.flatMap((change) => (change[kind] ? change.value : [])).length;
      expect(lines("removed")).toBeLessThanOrEqual(1);
      expect(lines("added")).toBeLessThanOrEqual(path.length + 1);
      expect(setValue(after, path, version)).toBe(after);
    }),
    { numRuns: 2000 },
  );
  expect(edited).toBeGreaterThan(1000);
});
