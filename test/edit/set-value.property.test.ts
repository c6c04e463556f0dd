import { diffArrays } from "diff";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { EditError } from "../../src/edit/edit-error.ts";
import { setValue } from "../../src/edit/set-value.ts";
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
