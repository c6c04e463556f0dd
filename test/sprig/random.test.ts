import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noon, render, seededBytes } from "./render.ts";

/** What an expression prints with the random bytes of a seed. */
function evaluate(expression: string, seed: number): string {
  return render({ templates: { t: `{{ ${expression} }}` } }, { ...noon, randomBytes: seededBytes(seed) });
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const lengths = fc.integer({ min: 0, max: 200 });

describe.each([
  ["randAlphaNum", /^[A-Za-z0-9]*$/],
  ["randAlpha", /^[A-Za-z]*$/],
  ["randNumeric", /^[0-9]*$/],
  ["randAscii", /^[ -~]*$/],
])("%s", (name, alphabet) => {
  test("has the length and the characters that were asked for", () => {
    fc.assert(
      fc.property(seeds, lengths, (seed, length) => {
        const text = evaluate(`${name} ${length}`, seed);
        expect(text).toMatch(alphabet);
        expect(text).toHaveLength(length);
      }),
    );
  });

  test("uses all characters of its alphabet", () => {
    const characters = new Set(evaluate(`${name} 5000`, 1));
    const printable = Array.from({ length: 95 }, (_, offset) => String.fromCharCode(0x20 + offset));
    expect([...characters].sort()).toEqual(printable.filter((character) => alphabet.test(character)));
  });
});

test("the same bytes give the same, others give other results", () => {
  for (const expression of [
    "randAlphaNum 20",
    "randBytes 16",
    "uuidv4",
    'shuffle "abcdefghijklmnop"',
    'encryptAES "k" "text"',
  ]) {
    expect(evaluate(expression, 7)).toBe(evaluate(expression, 7));
    expect(evaluate(expression, 7)).not.toBe(evaluate(expression, 8));
  }
});

test("uuidv4 is one of version 4", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      expect(evaluate("uuidv4", seed)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }),
  );
});

test("randInt stays within its bounds and reaches all of them", () => {
  const seen = new Set(Array.from({ length: 300 }, (_, seed) => evaluate("randInt -2 3", seed * 7919)));
  expect([...seen].sort()).toEqual(["-1", "-2", "0", "1", "2"]);
});

test("randBytes is base64 of so many bytes", () => {
  fc.assert(
    fc.property(seeds, lengths, (seed, length) => {
      expect(Buffer.from(evaluate(`randBytes ${length}`, seed), "base64")).toHaveLength(length);
    }),
  );
});

test("shuffle keeps all characters", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const shuffled = evaluate('shuffle "aé日😀bcc"', seed);
      expect(Array.from(shuffled).sort()).toEqual(Array.from("aé日😀bcc").sort());
    }),
  );
});

test("what encryptAES makes, decryptAES reads", () => {
  fc.assert(
    fc.property(seeds, fc.stringMatching(/^[A-Za-z0-9 ]{1,100}$/), (seed, text) => {
      const quoted = JSON.stringify(text);
      expect(evaluate(`encryptAES "key" ${quoted} | decryptAES "key"`, seed)).toBe(text);
    }),
  );
});
