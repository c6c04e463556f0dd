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

  const open = () => openRenderCache<{ found: string }>({ holds: "render", folder, root, version: "1", options: {} });

  /** What a run gets for each file: what an earlier one has found, or else what it finds itself, with its number. */
  function run(number: number, wanted: readonly string[] = names): string[] {
    const cache = open();
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

  return { root, names, path, open, run };
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

test("what many small runs do not ask for is not forgotten", () => {
  const { root, names, run } = repository();
  run(0);
  for (let number = 1; number < 40; number++) {
    writeFileSync(join(root, "values-0.yaml"), `number: ${number}\n`);
    run(number, ["values-0.yaml", "values-1.yaml"]);
  }
  expect(run(40, names.slice(1))).toEqual(names.slice(1).map((name) => `0: name: ${name}`));
});

test("what was not used while thousands of others were stored is forgotten", () => {
  const { root, names, open, run } = repository();
  run(0);
  for (let other = 1; other <= 6; other++) {
    const cache = open();
    const files = createRepositoryFiles({ root, index: cache.index });
    if (other === 3) cache.lookup("values-1.yaml", [files]);
    for (let number = 0; number < 3_000; number++) cache.store(`${other} ${number}`, [], { found: "" });
    cache.save();
  }
  expect(run(1, names.slice(1, 3))).toEqual(["0: name: values-1.yaml", "1: name: values-2.yaml"]);
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
