import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ValueStore } from "../../../src/render/cache/value-store.ts";

const manifest = (n: number) => ({ text: `kind: ConfigMap ${n} ‹é›\n`.repeat(500) });

describe("values come back as they were added", () => {
  test("whatever they are, before and after they are compressed, in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), (values) => {
        const store = new ValueStore();
        const places = values.map((value) => store.add(value));
        const asJson = values.map((value) => JSON.parse(JSON.stringify(value)));
        expect(places.map((place) => store.get(place))).toEqual(asJson);
        const again = new ValueStore([...store.stored()]);
        expect(places.toReversed().map((place) => again.get(place))).toEqual(asJson.toReversed());
      }),
    );
  });

  test("from more blocks than are kept inflated", () => {
    const store = new ValueStore();
    const places = Array.from({ length: 400 }, (_, n) => store.add(manifest(n)));
    expect(store.stored().length).toBeGreaterThan(8);
    for (const n of [0, 399, 200, 0, 1, 398]) expect(store.get(places[n] as (typeof places)[0])).toEqual(manifest(n));
  });
});

test("what is alike takes little room", () => {
  const store = new ValueStore();
  const places = Array.from({ length: 100 }, (_, n) => store.add(manifest(n)));
  const size = store.stored().reduce((sum, { compressed }) => sum + compressed.length, 0);
  expect(size).toBeLessThan(JSON.stringify(manifest(0)).length * 10);
  const sizes = places.map((place) => store.sizeOf(place));
  expect(Math.abs(sizes.reduce((a, b) => a + b) - size)).toBeLessThan(places.length);
});

test.each([
  ["all", () => true],
  ["most", (n: number) => n % 5 > 0],
  ["few", (n: number) => n % 5 === 0],
  ["none", () => false],
])("what is kept is where the store says, when that is %s", (_, isKept) => {
  const store = new ValueStore();
  const added = Array.from({ length: 200 }, (_, n) => ({ n, place: store.add(manifest(n)) }));
  const kept = added.filter(({ n }) => isKept(n));
  const { store: other, places } = store.only(kept.map(({ place }) => place));
  expect(places.map((place) => other.get(place))).toEqual(kept.map(({ n }) => manifest(n)));
  const sizeOf = (each: ValueStore) => each.stored().reduce((sum, { size }) => sum + size, 0);
  const needed = (sizeOf(store) * kept.length) / added.length;
  expect(sizeOf(other)).toBeLessThanOrEqual(needed * 2);
});
