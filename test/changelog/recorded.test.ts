import { readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { addEntry } from "../../src/changelog/add-entry.ts";
import { entryDateOf } from "../../src/changelog/entry-date.ts";
import { findAuthor } from "../../src/changelog/find-author.ts";
import { errorOf, fixture, makeTree } from "../helpers.ts";

/** A case of `fixtures/changelog/cases.json`; what dch makes of it is recorded by `scripts/record-changelog.mjs`. */
interface Case {
  readonly name: string;
  readonly version: string;
  readonly messages: readonly string[];
  readonly forced?: boolean;
  readonly environment?: NodeJS.ProcessEnv;
  /** Seconds since 1970. */
  readonly time?: number;
  readonly zone?: string;
}

const changelog = readFileSync(fixture("changelog/changelog"), "utf8");
const cases = JSON.parse(readFileSync(fixture("changelog/cases.json"), "utf8")) as Case[];
const entries = JSON.parse(readFileSync(fixture("changelog/entries.json"), "utf8")) as Record<string, string | null>;

const zone = process.env["TZ"];
afterEach(() => {
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
});

test.each(cases)("as dch: $name", async (each) => {
  process.env["TZ"] = each.zone ?? "UTC";
  const folder = makeTree({ changelog });
  const environment = each.environment ?? { DEBFULLNAME: "Robin Finch", DEBEMAIL: "robin@example.org" };
  const request = {
    version: each.version,
    changes: each.messages,
    author: await findAuthor(environment, folder),
    date: entryDateOf(new Date((each.time ?? 1600000000) * 1000)),
    allowOlder: each.forced ?? false,
  };
  const recorded = entries[each.name];
  if (recorded === null) {
    expect(await errorOf(() => addEntry(folder, "", request))).toMatchObject({ code: "version-not-newer" });
    return;
  }
  const added = addEntry(folder, "", request);
  expect(added.entry).toBe(recorded);
  expect(added.after).toBe(recorded + changelog);
});
