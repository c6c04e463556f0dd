import { readFileSync } from "node:fs";

/** One case of `fixtures/prepare-state/*.cases`; see the README there. */
export interface PreparationCase {
  readonly title: string;
  readonly before: string;
  readonly after: string;
}

/** Reads the cases of a fixture file. */
export function readPreparationCases(name: string): PreparationCase[] {
  const text = readFileSync(new URL(`../../fixtures/prepare-state/${name}.cases`, import.meta.url), "utf8");
  return text
    .split(/^#### /m)
    .slice(1)
    .map((part) => {
      const [title = "", ...rest] = part.split("\n");
      const [before = "", after = ""] = rest.join("\n").split(/^=>\n/m).map(unescapeText);
      return { title, before, after };
    });
}

function unescapeText(text: string): string {
  return text.replaceAll("\\r", "\r").replace(/\\\n$/, "");
}
