import { expect, test } from "vitest";
import { KeptManifests } from "../../../src/render/embedded/kept-manifests.ts";

const target = (helmfile: string, environment?: string) => ({ helmfile, environment });

function answer(text: string) {
  const release = { name: "a", namespace: "", chart: "c", installed: true, values: [] };
  const result = { releases: [{ release, text, problems: [] }], failures: [] };
  return { result, notes: [], trace: { accesses: [], parts: [] } };
}

test("each target has its own", () => {
  const kept = new KeptManifests();
  const [some, other] = [answer("a"), answer("b")];
  kept.keep(target("a/helmfile.yaml", "staging"), some);
  kept.keep(target("a/helmfile.yaml"), other);
  expect(kept.of(target("a/helmfile.yaml", "staging"))).toBe(some);
  expect(kept.of(target("a/helmfile.yaml"))).toBe(other);
  expect(kept.of(target("b/helmfile.yaml", "staging"))).toBeUndefined();
});

test("those that came first stay when there is no room for more", () => {
  const kept = new KeptManifests();
  const long = "x".repeat(10 * 2 ** 20);
  const targets = Array.from({ length: 6 }, (_, i) => target(`${i}/helmfile.yaml`));
  for (const each of targets) kept.keep(each, answer(long));
  expect(targets.map((each) => kept.of(each) !== undefined)).toEqual([true, true, true, false, false, false]);
});

test("so many that they take much without their texts are too many", () => {
  const kept = new KeptManifests();
  const targets = Array.from({ length: 2000 }, (_, i) => target(`${i}/helmfile.yaml`));
  for (const each of targets) kept.keep(each, answer(""));
  const count = targets.filter((each) => kept.of(each) !== undefined).length;
  expect(count).toBeGreaterThan(300);
  expect(count).toBeLessThan(targets.length);
});
