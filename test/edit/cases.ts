import { readFileSync } from "node:fs";
import { EditError } from "../../src/edit/edit-error.ts";

/** One case of `fixtures/edit/*.cases`; see the README there. */
export interface EditCase {
  readonly title: string;
  readonly path: readonly string[];
  readonly value: string;
  readonly before: string;
  /** The text after the edit, or the error that leaves the file alone, as `CODE LINE:COLUMN`. */
  readonly after: string | { readonly error: string };
}

/** Reads the cases of a fixture file. */
export function readEditCases(name: string): EditCase[] {
  const text = readFileSync(new URL(`../../fixtures/edit/${name}.cases`, import.meta.url), "utf8");
  return text
    .split(/^#### /m)
    .slice(1)
    .map(parseCase);
}

/** What an edit comes to: the new text, or the error as in the fixtures. */
export function outcomeOf(edit: () => string): EditCase["after"] {
  try {
    return edit();
  } catch (error) {
    if (!(error instanceof EditError)) throw error;
    return { error: `${error.code} ${error.line}:${error.column}` };
  }
}

function parseCase(text: string): EditCase {
  const [header = "", ...rest] = text.split("\n");
  const [title = "", ...options] = header.split(" | ");
  const option = (name: string, fallback: string) =>
    options.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1) ?? fallback;
  const [before = "", after = ""] = rest.join("\n").split(/^=>(?: |\n)/m);
  const error = /^error (.*)\n/.exec(after)?.[1];
  return {
    title,
    path: option("key", "tls.image_version").split("."),
    value: option("value", "1.15.0-1"),
    before: unescapeText(before),
    after: error === undefined ? unescapeText(after) : { error },
  };
}

function unescapeText(text: string): string {
  return text.replaceAll("\\r", "\r").replaceAll("\\t", "\t").replaceAll("\\u{FEFF}", "\uFEFF").replace(/\\\n$/, "");
}
