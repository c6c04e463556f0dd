import { type Place, UserError } from "../errors.ts";

/** What the heading of an entry says. */
export interface EntryHeading {
  readonly source: string;
  readonly version: string;
}

/** The first line of an entry, as dch and dpkg's parser of changelogs know it. */
const heading = /^(\w[-+0-9a-z.]*) \(([^() \t]+)\)((?:\s+[-+0-9a-z.]+)+);/i;

/**
 * Reads what the newest entry of a Debian changelog, the first one, is about.
 *
 * @param file - the name of the changelog, for messages
 * @throws UserError `changelog-invalid` where there is no such entry, or dch would add to it instead of making another
 */
export function readNewestEntry(text: string, file: string): EntryHeading {
  const lines = text.split("\n");
  const at = Math.max(
    lines.findIndex((line) => line.trim() !== ""),
    0,
  );
  const place: Place = { file, line: at + 1, column: 1 };
  const [, source, version, distribution] = heading.exec(lines[at] ?? "") ?? [];
  if (source === undefined || version === undefined) {
    throw new UserError("changelog-invalid", "this is not the heading of an entry of a Debian changelog", {
      place,
      remedy: "an entry begins with a line such as `envoy (1.15.0-1) wikimedia; urgency=medium`",
    });
  }
  if (distribution?.trim() === "UNRELEASED") {
    throw new UserError("changelog-invalid", `the entry of ${version} is not released: dch would add to it`, {
      place,
      remedy: "finish that entry first: give it a distribution in place of UNRELEASED",
    });
  }
  return { source, version };
}
