import { layOutText } from "./lay-out-text.ts";

/** Who an entry is by. */
export interface Author {
  readonly name: string;
  readonly email: string;
}

/** What an entry of a changelog says. */
export interface ChangelogEntry {
  /** The name of the package, or of the image. */
  readonly source: string;
  readonly version: string;
  /** What changes, each a point of its own. */
  readonly changes: readonly string[];
  readonly author: Author;
  /** As the entry shows it: `Thu, 12 Mar 2026 12:28:37 -0700`. */
  readonly date: string;
}

/**
 * An entry as `dch -D wikimedia --force-distribution -v VERSION TEXT` puts it before all others, byte for byte, and `dch -a
 * TEXT` adds each further change to it.
 */
export function formatEntry({ source, version, changes, author, date }: ChangelogEntry): string {
  const heading = `${source} (${version}) wikimedia; urgency=medium`;
  return `${heading}\n\n${changes.map(layOutText).join("")}\n -- ${author.name} <${author.email}>  ${date}\n\n`;
}
