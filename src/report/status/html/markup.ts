import { harmless } from "../../harmless.ts";

/** HTML as it goes into the page. */
export class Markup {
  readonly text: string;

  /** @param text - that nobody but this program has had a say in, or that is escaped */
  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | undefined | false | readonly Content[];

/**
 * A template of HTML: what is put in comes out as text, in elements and in quoted attributes, unless it is markup itself.
 * Control characters, and those that turn the direction of text, are shown by their numbers.
 */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(parts.reduce((text, part, i) => text + textOf(contents[i - 1]) + part));
}

function textOf(content: Content): string {
  if (content === undefined || content === false) return "";
  if (content instanceof Markup) return content.text;
  if (typeof content === "object") return content.map(textOf).join("");
  return harmless(String(content).toWellFormed(), false).replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
