import { formatFloat } from "../govalue/strconv.ts";
import { panic } from "./errors.ts";

/**
 * The part of shopspring/decimal v1.4.0 that sprig's float arithmetic uses, so that `addf 0.1 0.2` is 0.3:
 * `coefficient * 10 ** exponent`, exact but for division, which keeps 16 places.
 */
export class Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;

  constructor(coefficient: bigint, exponent: number) {
    this.coefficient = coefficient;
    this.exponent = exponent;
  }

  /** `decimal.NewFromFloat`: the shortest decimal that reads back as the number */
  static fromFloat(value: number): Decimal {
    if (!Number.isFinite(value)) throw panic(`Cannot create a Decimal from ${formatFloat(value, "g", -1)}`);
    const [digits = "0", exponent = "0"] = formatFloat(value, "e", -1).split("e");
    const [whole = "0", fraction = ""] = digits.split(".");
    return new Decimal(BigInt(whole + fraction), Number(exponent) - fraction.length);
  }

  plus(other: Decimal): Decimal {
    const exponent = Math.min(this.exponent, other.exponent);
    return new Decimal(this.scaledTo(exponent) + other.scaledTo(exponent), exponent);
  }

  minus(other: Decimal): Decimal {
    return this.plus(new Decimal(-other.coefficient, other.exponent));
  }

  times(other: Decimal): Decimal {
    return new Decimal(this.coefficient * other.coefficient, this.exponent + other.exponent);
  }

  /** `Div`: rounds half away from zero at 16 places */
  dividedBy(other: Decimal): Decimal {
    if (other.coefficient === 0n) throw panic("decimal division by 0");
    const shift = this.exponent - other.exponent + divisionPrecision;
    const dividend = this.coefficient * powerOfTen(Math.max(shift, 0));
    const divisor = other.coefficient * powerOfTen(Math.max(-shift, 0));
    const quotient = dividend / divisor;
    const remainder = magnitude(dividend % divisor);
    if (2n * remainder < magnitude(divisor)) return new Decimal(quotient, -divisionPrecision);
    const away = dividend < 0n === divisor < 0n ? 1n : -1n;
    return new Decimal(quotient + away, -divisionPrecision);
  }

  /** `Float64`: the nearest number */
  toFloat(): number {
    return Number(`${this.coefficient}e${this.exponent}`);
  }

  private scaledTo(exponent: number): bigint {
    return this.coefficient * powerOfTen(this.exponent - exponent);
  }
}

const divisionPrecision = 16;

function powerOfTen(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
