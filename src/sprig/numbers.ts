import { spend } from "../govalue/allowance.ts";
import { sprint } from "../govalue/fmt.ts";
import type { GoFunction } from "../govalue/function.ts";
import { parseInteger } from "../govalue/strconv.ts";
import { type GoList, type GoType, type GoValue, goTypes, withType } from "../govalue/value.ts";
import { parseNearestInteger, toFloat64, toInt64 } from "./cast.ts";
import { Decimal } from "./decimal.ts";
import { checkListLength, type SprigLimits } from "./environment.ts";
import { orElse, panic } from "./errors.ts";

const ints: GoType = { name: "[]int", kind: "slice", element: goTypes.int };

const wrap = (value: bigint) => BigInt.asIntN(64, value);

function divide(a: GoValue, b: GoValue): bigint {
  const divisor = nonZero(toInt64(b));
  return wrap(toInt64(a) / divisor);
}

function modulo(a: GoValue, b: GoValue): bigint {
  const divisor = nonZero(toInt64(b));
  return toInt64(a) % divisor;
}

function nonZero(divisor: bigint): bigint {
  if (divisor === 0n) throw panic("runtime error: integer divide by zero");
  return divisor;
}

function add(...values: GoValue[]): bigint {
  return wrap(values.reduce<bigint>((sum, value) => sum + toInt64(value), 0n));
}

function multiply(first: GoValue, ...others: GoValue[]): bigint {
  return others.reduce<bigint>((product, value) => wrap(product * toInt64(value)), toInt64(first));
}

function greatest(...values: GoValue[]): bigint {
  return values.map(toInt64).sort(compareIntegers).at(-1) ?? 0n;
}

function least(...values: GoValue[]): bigint {
  return values.map(toInt64).sort(compareIntegers).at(0) ?? 0n;
}

function compareIntegers(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}

/** sprig's execDecimalOp */
function calculate(operation: (a: Decimal, b: Decimal) => Decimal, first: GoValue, others: readonly GoValue[]): number {
  spend(20 * others.length + others.length ** 2 / 10);
  return others
    .map((value) => Decimal.fromFloat(toFloat64(value)))
    .reduce(operation, Decimal.fromFloat(toFloat64(first)))
    .toFloat();
}

/** sprig's round: at so many places, up from the given fraction (a half) on; numbers below zero round down from there */
function round(value: GoValue, places: bigint, ...from: number[]): number {
  const [threshold = 0.5] = from;
  const power = Number(`1e${places}`);
  const shifted = power * toFloat64(value);
  const rounded = shifted % 1 >= threshold ? Math.ceil(shifted) : Math.floor(shifted);
  return rounded / power;
}

/** sprig's toDecimal: the number that a text is in octal, such as a file's mode */
function fromOctal(value: GoValue): bigint {
  return orElse(
    () => parseInteger(sprint([value]), 8, 64),
    () => 0n,
  );
}

/** Sprig's numeric.go, and the arithmetic of its function map. */
export function numberFunctions(limits: SprigLimits): Record<string, GoFunction> {
  function untilStep(name: string, start: bigint, stop: bigint, step: bigint): bigint[] {
    const distance = stop - start;
    if (distance === 0n || step === 0n || distance < 0n !== step < 0n) return [];
    const count = (distance + step - (step > 0n ? 1n : -1n)) / step;
    checkListLength(name, count, limits);
    spend(20 * Number(count));
    return Array.from({ length: Number(count) }, (_, index) => start + BigInt(index) * step);
  }

  function listUntil(name: string, start: bigint, stop: bigint, step: bigint): GoList {
    return withType<GoList>(untilStep(name, start, stop, step), ints);
  }

  /** Unlike the lists, it includes the number at the end. */
  function seq(...parameters: bigint[]): string {
    const [first = 0n, second = 0n, third = 0n] = parameters;
    switch (parameters.length) {
      case 1:
        return countTo(1n, first, first < 1n ? -1n : 1n);
      case 2:
        return countTo(first, second, second < first ? -1n : 1n);
      case 3:
        return third < first && second > 0n ? "" : countTo(first, third, second);
      default:
        return "";
    }
  }

  function countTo(start: bigint, end: bigint, step: bigint): string {
    const numbers = untilStep("seq", start, wrap(end + (end < start ? -1n : 1n)), step);
    spend(20 * numbers.length);
    return numbers.join(" ");
  }

  return {
    add: { signature: "func(...interface {}) int64", call: add },
    add1: { signature: "func(interface {}) int64", call: (value: GoValue) => wrap(toInt64(value) + 1n) },
    sub: {
      signature: "func(interface {}, interface {}) int64",
      call: (a: GoValue, b: GoValue) => wrap(toInt64(a) - toInt64(b)),
    },
    mul: { signature: "func(interface {}, ...interface {}) int64", call: multiply },
    div: { signature: "func(interface {}, interface {}) int64", call: divide },
    mod: { signature: "func(interface {}, interface {}) int64", call: modulo },
    max: { signature: "func(interface {}, ...interface {}) int64", call: greatest },
    biggest: { signature: "func(interface {}, ...interface {}) int64", call: greatest },
    min: { signature: "func(interface {}, ...interface {}) int64", call: least },

    addf: {
      signature: "func(...interface {}) float64",
      call: (...values: GoValue[]) => calculate((a, b) => a.plus(b), 0, values),
    },
    add1f: {
      signature: "func(interface {}) float64",
      call: (value: GoValue) => calculate((a, b) => a.plus(b), value, [1]),
    },
    subf: {
      signature: "func(interface {}, ...interface {}) float64",
      call: (value: GoValue, ...others: GoValue[]) => calculate((a, b) => a.minus(b), value, others),
    },
    mulf: {
      signature: "func(interface {}, ...interface {}) float64",
      call: (value: GoValue, ...others: GoValue[]) => calculate((a, b) => a.times(b), value, others),
    },
    divf: {
      signature: "func(interface {}, ...interface {}) float64",
      call: (value: GoValue, ...others: GoValue[]) => calculate((a, b) => a.dividedBy(b), value, others),
    },
    maxf: {
      signature: "func(interface {}, ...interface {}) float64",
      call: (...values: GoValue[]) => Math.max(...values.map(toFloat64)),
    },
    minf: {
      signature: "func(interface {}, ...interface {}) float64",
      call: (...values: GoValue[]) => Math.min(...values.map(toFloat64)),
    },
    ceil: { signature: "func(interface {}) float64", call: (value: GoValue) => Math.ceil(toFloat64(value)) },
    floor: { signature: "func(interface {}) float64", call: (value: GoValue) => Math.floor(toFloat64(value)) },
    round: { signature: "func(interface {}, int, ...float64) float64", call: round },

    until: {
      signature: "func(int) []int",
      call: (count: bigint) => listUntil("until", 0n, count, count < 0n ? -1n : 1n),
    },
    untilStep: {
      signature: "func(int, int, int) []int",
      call: (start: bigint, stop: bigint, step: bigint) => listUntil("untilStep", start, stop, step),
    },
    seq: { signature: "func(...int) string", call: seq },

    toDecimal: { signature: "func(interface {}) int64", call: fromOctal },
    atoi: { signature: "func(string) int", call: parseNearestInteger },
    int: { signature: "func(interface {}) int", call: toInt64 },
    int64: { signature: "func(interface {}) int64", call: toInt64 },
    float64: { signature: "func(interface {}) float64", call: toFloat64 },
  };
}
