import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { sprintf } from "../../src/govalue/fmt.ts";
import { parseFloat64, quote, quoteToASCII, unquote } from "../../src/govalue/strconv.ts";
import { Recorder, recorderProblem } from "../support/recorder.ts";
import { decode, encode, encodeText, type Tagged } from "../support/tagged.ts";
import { answerOf } from "../support/vectors.ts";

/** As in test/gotemplate/fuzz.test.ts. */
const { FUZZ_RUNS = "2000", FUZZ_SEED = "42" } = process.env;

const problem = recorderProblem();

const float = fc.oneof(
  fc.double(),
  fc.double({ min: -1e6, max: 1e6 }),
  fc.tuple(fc.integer({ min: -99999, max: 99999 }), fc.integer({ min: -4, max: 4 })).map(([n, e]) => n * 10 ** e),
);
/** Characters of a Unicode version that both sides know, and bytes that are no UTF-8. */
const text = fc.oneof(
  fc.string({
    unit: fc.constantFrom(..."aZ0 %\"'`\\\n\t\u0000\u007f\u0085é日😀\u200b\ufeff\u{e000}", "\udc80", "\udcff"),
  }),
  fc.uint8Array({ maxLength: 6 }).map((bytes) => String(decode({ raw: Buffer.from(bytes).toString("base64") }))),
);
const argument: fc.Arbitrary<Tagged> = fc.oneof(
  float.map(encode),
  text.map(encodeText),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => ({ int: String(n) })),
  fc.integer({ min: -300, max: 70000 }).map((n) => ({ int: String(n) })),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((n) => ({ uint64: String(n) })),
  fc.uint8Array({ maxLength: 4 }).map((bytes) => ({ bytes: Buffer.from(bytes).toString("base64") })),
  fc.array(text.map(encodeText), { maxLength: 3 }).map((list) => ({ list })),
  fc.constantFrom(null, true, false),
);
const directive = fc
  .tuple(
    fc.subarray(["#", "0", "+", "-", " "]),
    fc.constantFrom("", "", "3", "8", "12", "*", "[1]", "[2]*"),
    fc.constantFrom("", "", ".", ".0", ".1", ".4", ".12", ".25", ".*", ".[1]*"),
    fc.constantFrom("", "", "", "[1]", "[3]", "[0]"),
    fc.constantFrom(..."vTtdboOxXcqUeEfFgGswz%"),
  )
  .map(([flags, ...rest]) => `%${flags.join("")}${rest.join("")}`);
const format = fc
  .array(fc.oneof({ arbitrary: directive, weight: 4 }, text), { maxLength: 4 })
  .map((parts) => parts.join(""));

describe.skipIf(problem !== undefined)(`random values, as Go has them${problem ? `; skipped: ${problem}` : ""}`, () => {
  const recorder = new Recorder();
  afterAll(() => recorder.close());
  const options = { numRuns: Number(FUZZ_RUNS), seed: Number(FUZZ_SEED) };
  const timeout = 60_000 + options.numRuns * 10;

  test("sprintf", { timeout }, async () => {
    const property = fc.asyncProperty(format, fc.array(argument, { maxLength: 3 }), async (template, args) => {
      // The recorder takes the format as text, which JSON cannot say of bytes that are no UTF-8.
      const whole = template.toWellFormed();
      const expected = await recorder.ask({ op: "fmt", format: whole, args });
      expect(answerOf(() => encodeText(sprintf(whole, args.map(decode))))).toEqual(expected);
    });
    await fc.assert(property, options);
  });

  test("quote and unquote", { timeout }, async () => {
    const property = fc.asyncProperty(text, async (value) => {
      const tagged = encodeText(value);
      expect({ ok: quote(value) }).toEqual(await recorder.ask({ op: "strconv.quote", text: tagged }));
      expect({ ok: quoteToASCII(value) }).toEqual(await recorder.ask({ op: "strconv.quoteToASCII", text: tagged }));
      expect(unquote(quote(value))).toBe(value);
      for (const literal of [`"${value}"`, `'${value}'`, `\`${value}\``]) {
        const expected = await recorder.ask({ op: "strconv.unquote", text: encodeText(literal) });
        expect(answerOf(() => encodeText(unquote(literal)))).toEqual(expected);
      }
    });
    await fc.assert(property, options);
  });

  test("parseFloat64", { timeout }, async () => {
    const digits = fc.string({ unit: fc.constantFrom(..."0123456789"), maxLength: 25 });
    const number = fc
      .tuple(
        fc.constantFrom("", "-", "+", "0x", "-0X"),
        digits,
        fc.constantFrom("", ".", "._", "_"),
        digits,
        fc.constantFrom("", "e", "p", "E-", "p-", "p+"),
        fc.nat(400),
      )
      .map(
        ([sign, whole, point, fraction, letter, exponent]) =>
          sign + whole + point + fraction + letter + (letter && exponent),
      );
    const property = fc.asyncProperty(number, async (value) => {
      const expected = await recorder.ask({ op: "strconv.parseFloat", text: value, bits: 64 });
      const answer = answerOf(() => parseFloat64(value));
      // The numbers are compared, not their texts: Go writes them differently.
      expect("ok" in answer ? { ok: answer.ok } : answer).toEqual(
        "ok" in expected ? { ok: decode(expected.ok as Tagged) } : expected,
      );
    });
    await fc.assert(property, options);
  });
});
