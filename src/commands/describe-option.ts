import type { Option } from "commander";

/** What the help says of an option: what it does, what it takes, and what it is without a word. */
export function describeOption({ description, argChoices, defaultValue, defaultValueDescription }: Option): string {
  const isSaid = defaultValueDescription !== undefined || ["string", "number"].includes(typeof defaultValue);
  const notes = [
    ...(argChoices ? [`one of ${argChoices.join(", ")}`] : []),
    ...(isSaid ? [`default: ${defaultValueDescription ?? defaultValue}`] : []),
  ];
  if (notes.length === 0) return description;
  return description.endsWith(")")
    ? `${description.slice(0, -1)}; ${notes.join("; ")})`
    : `${description} (${notes.join("; ")})`;
}
