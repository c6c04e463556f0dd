import { describe, expect, test } from "vitest";
import { Allowance, ExhaustedError, isExhausted, spend } from "../../src/govalue/allowance.ts";

describe("an allowance", () => {
  test("is spent in as many parts as it takes", () => {
    const allowance = new Allowance(10);
    allowance.run(() => spend(4));
    allowance.run(() => spend(6));
    expect(allowance.spent).toBe(10);
    expect(() => allowance.run(() => spend(1))).toThrow(ExhaustedError);
  });

  test("stays exhausted, whoever catches the error", () => {
    const allowance = new Allowance(10);
    const attempt = () => allowance.run(() => spend(11));
    expect(attempt).toThrow("this is too much work: it would take more than 10 units");
    expect(() => allowance.run(() => spend(1))).toThrow(ExhaustedError);
  });

  test("is left alone by what is done within another one, but not the other way round", () => {
    const outer = new Allowance(100);
    outer.run(() => {
      const inner = new Allowance(20);
      inner.run(() => spend(15));
      expect(inner.spent).toBe(15);
      expect(() => inner.run(() => spend(6))).toThrow("more than 20 units");
      spend(1);
    });
    expect(outer.spent).toBe(22);
  });

  test("gives no more than the one around it has left", () => {
    const outer = new Allowance(10);
    outer.run(() => {
      expect(() => new Allowance(1000).run(() => spend(11))).toThrow(ExhaustedError);
      expect(() => spend(1)).toThrow(ExhaustedError);
    });
  });

  test("can be entered again while it is at hand", () => {
    const allowance = new Allowance(10);
    allowance.run(() => {
      spend(2);
      allowance.run(() => spend(3));
    });
    expect(allowance.spent).toBe(5);
  });

  test("ends with what was done, also where that fails", () => {
    const allowance = new Allowance(10);
    expect(() =>
      allowance.run(() => {
        spend(3);
        throw new Error("x");
      }),
    ).toThrow("x");
    expect(allowance.spent).toBe(3);
    spend(1e9);
  });
});

test("an error is one of exhaustion where another one caused it that is", () => {
  const cause = new ExhaustedError(1);
  expect(isExhausted(cause)).toBe(true);
  expect(isExhausted(new Error("x", { cause: new Error("y", { cause }) }))).toBe(true);
  expect(isExhausted(new Error("x"))).toBe(false);
  expect(isExhausted("x")).toBe(false);
});
