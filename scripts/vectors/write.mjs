import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Writes test/vectors/NAME.cases.json, one case a line; the same case twice is one case.
 *
 * @param {string} name
 * @param {unknown[]} cases
 */
export function writeCases(name, cases) {
  const file = fileURLToPath(new URL(`../../test/vectors/${name}.cases.json`, import.meta.url));
  const lines = new Set(cases.map((request) => JSON.stringify(request)));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `[\n${[...lines].join(",\n")}\n]\n`);
  console.error(`${name}: ${lines.size} cases`);
}
