import { availableParallelism } from "node:os";
import { InvalidArgumentError, Option } from "commander";

/** An option that can be given several times. */
export function repeatable(flags: string, description: string): Option {
  const collect = (value: string, previous: string[] = []) => [...previous, value];
  return new Option(flags, `${description} (repeatable)`).argParser(collect);
}

export function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("It takes a whole number from 1.");
  return Number(text);
}

/** How many helmfiles are rendered at the same time. */
export function concurrencyOption(): Option {
  return new Option("--concurrency <n>", "how many helmfiles to render at the same time")
    .argParser(wholeNumber)
    .default(availableParallelism(), "one for each processor");
}
