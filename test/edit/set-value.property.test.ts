import { diffArrays } from "diff";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { EditError } from "../../src/edit/edit-error.ts";
import { setValue } from "../../src/edit/set-value.ts";
import { outcomeOf } from "./cases.ts";
import { valuesFile } from "./values-file.ts";

const path = ["tls", "image_version"];
const version = "1.15.0-1";

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

test("a byte-order mark, with which a text is looked at in full, makes no difference", () => {
  const keys = fc.constantFrom("tls", "image_version", "enabled", "a", "on", "1");
  const paths = fc.array(keys, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(valuesFile, paths, fc.constantFrom(version, "1.15"), (text, path, value) => {
      const source = text.replace(/^\uFEFF/, "");
      const marked = outcomeOf(() => setValue(`\uFEFF${source}`, path, value));
      const plain = outcomeOf(() => setValue(source, path, value));
      if (typeof plain === "string") expect(marked).toBe(`\uFEFF${plain}`);
      else expect(marked).toEqual({ error: expect.stringContaining(plain.error.split(" ")[0] as string) });
    }),
    { numRuns: 2000 },
  );
});
