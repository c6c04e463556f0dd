import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openRenderCache } from "../../../src/render/cache.ts";
import { createRepositoryFiles } from "../../../src/repository/files.ts";
import { traced } from "../../../src/repository/traced.ts";
import { temporaryFolder } from "../../helpers.ts";

function repository() {
  const root = temporaryFolder();
  const folder = join(temporaryFolder(), "cache");
  const names = Array.from({ length: 60 }, (_, n) => `values-${n}.yaml`);
  for (const name of names) writeFileSync(join(root, name), `name: ${name}\n`);
  const path = () => join(folder, readdirSync(folder)[0] as string);

  /** What a run gets for each file: what an earlier one has found, or else what it finds itself, with its number. */
  function run(number: number, wanted: readonly string[] = names): string[] {
    const cache = openRenderCache<{ found: string }>({ holds: "render", folder, root, version: "1", options: {} });
    const files = createRepositoryFiles({ root, index: cache.index });
    const results = wanted.map((name) => {
      const known = cache.lookup(name, [files]);
      if (known) return known.found;
      const tracing = traced(files);
      const text = Buffer.from(tracing.files.read(join(root, name))).toString();
      const found = `${number}: ${text}`.repeat(1000);
      cache.store(name, [tracing.trace()], { found });
      return found;
    });
    cache.save();
    return results.map((found) => found.slice(0, found.indexOf("\n")));
  }

  return { root, names, path, run };
}

test("what was found in an earlier run is found again, unless what it was made from has changed", () => {
  const { root, names, run } = repository();
  run(1);
  writeFileSync(join(root, "values-7.yaml"), "changed: true\n");
  const expected = names.map((name, n) => (n === 7 ? "2: changed: true" : `1: name: ${name}`));
  expect(run(2)).toEqual(expected);
  expect(run(3)).toEqual(expected);
  writeFileSync(join(root, "values-7.yaml"), "name: values-7.yaml\n");
  expect(run(4)[7]).toBe("1: name: values-7.yaml");
});

test("what was not used for long is forgotten, and takes no room", () => {
  const { root, names, path, run } = repository();
  run(0);
  const before = readFileSync(path()).length;
  for (let number = 1; number < 40; number++) {
    writeFileSync(join(root, "values-0.yaml"), `number: ${number}\n`);
    run(number, ["values-0.yaml", "values-1.yaml"]);
  }
  expect(readFileSync(path()).length).toBeLessThan(before / 2);
  expect(run(40, names.slice(1, 3))).toEqual(["0: name: values-1.yaml", "40: name: values-2.yaml"]);
});

test.each<[string, (content: Buffer) => Uint8Array]>([
  ["cut off", (content) => content.subarray(0, content.length / 2)],
  ["empty", () => Buffer.alloc(0)],
  ["changed", (content) => content.map((byte, index) => (index === content.length - 9 ? byte ^ 1 : byte))],
])("a file that is %s is none", (_, damage) => {
  const { path, run } = repository();
  run(1);
  writeFileSync(path(), damage(readFileSync(path())));
  expect(run(2)[0]).toBe("2: name: values-0.yaml");
});
