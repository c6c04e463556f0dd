import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { bytesToText } from "../../src/govalue/text.ts";
import { marshal, marshalPretty, unmarshal } from "../../src/goyaml/index.ts";
import { Recorder, recorderProblem } from "../support/recorder.ts";
import { decode, encode, encodeText, type Tagged } from "../support/tagged.ts";
import { answerOf } from "../support/vectors.ts";

/** Folders whose YAML files are compared: `YAML_FOLDERS=/charts:/helmfile.d npx vitest run test/goyaml/files`. */
const { YAML_FOLDERS: list = "" } = process.env;
const folders = list.split(":").filter((folder) => folder !== "");

const problem = folders.length === 0 ? "YAML_FOLDERS names no folders" : recorderProblem();

const title = `YAML files are read and printed as Go does it${problem ? `; skipped: ${problem}` : ""}`;

describe.skipIf(problem !== undefined)(title, () => {
  const recorder = new Recorder();
  afterAll(() => recorder.close());

  test.each(folders)("%s", { timeout: 600_000 }, async (folder) => {
    const counts = { files: 0, unreadable: 0 };
    const different: string[] = [];
    for (const file of yamlFiles(folder)) {
      const text = bytesToText(readFileSync(file));
      const read = answerOf(() => unmarshal(text));
      counts.files += 1;
      if ("error" in read) counts.unreadable += 1;
      const actual: unknown[] = ["ok" in read ? { ok: encode(read.ok) } : read];
      const answer = await recorder.ask<Tagged>({ op: "yaml.unmarshal", text: encodeText(text) });
      const expected: unknown[] = ["ok" in answer ? { ok: encode(decode(answer.ok)) } : answer];
      if ("ok" in read) {
        const value = encode(read.ok);
        actual.push(
          answerOf(() => encodeText(marshal(read.ok))),
          answerOf(() => encodeText(marshalPretty(read.ok))),
        );
        expected.push(await recorder.ask({ op: "yaml.marshal", value }));
        expected.push(await recorder.ask({ op: "yaml.marshalPretty", value }));
      }
      if (JSON.stringify(sorted(actual)) !== JSON.stringify(sorted(expected))) different.push(file);
    }
    console.info(`${folder}: ${counts.files} files, ${counts.unreadable} with errors, ${different.length} different`);
    expect(different).toEqual([]);
  });
});

function yamlFiles(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The same value with the keys of objects in order: Go's encoder sorts them, ours does not. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, item]) => [key, sorted(item)]);
}
