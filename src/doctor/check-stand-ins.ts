import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { StandInRules } from "../repository/stand-ins/preset.ts";

/** The files that stand in for those of the deployment host, as far as helmfiles name them and no single service owns them. */
export interface StandInCheck {
  /** Those that exist, relative to the root. */
  readonly present: readonly string[];
  /** Those that do not exist, and nothing instead. */
  readonly missing: readonly string[];
  /** The host's own folders that exist on this machine: their files are read, and nothing stands in for them. */
  readonly hostFolders: readonly string[];
}

/**
 * Looks for the stand-ins that the rules name.
 *
 * @param stateFiles - relative to the root; a rule whose path none of them names does not matter
 * @param environments - those that are rendered
 */
export function checkStandIns(
  root: string,
  { standIns, hostFolders }: StandInRules,
  stateFiles: readonly string[],
  environments: readonly string[],
): StandInCheck {
  const existing = hostFolders.filter((folder) => existsSync(folder));
  const texts = stateFiles.map((path) => readFileSync(join(root, path), "utf8"));
  const present = new Set<string>();
  const missing = new Set<string>();
  for (const { path, files } of standIns) {
    const [literal = ""] = path.split(/[{*]/, 1);
    const isOfHost = existing.some((folder) => literal.startsWith(`${folder}/`));
    if (isOfHost || !texts.some((text) => text.includes(literal))) continue;
    for (const names of files.map((entry) => [entry].flat())) {
      if (names.some((name) => name.includes("{service}"))) continue;
      const perEnvironment = names.some((name) => name.includes("{environment}"));
      for (const environment of perEnvironment ? environments : [""]) {
        const candidates = names.map((name) => name.replaceAll("{environment}", () => environment));
        const found = candidates.find((name) => existsSync(join(root, name)));
        if (found !== undefined) present.add(found);
        else missing.add(candidates[0] as string);
      }
    }
  }
  return { present: [...present], missing: [...missing], hostFolders: existing };
}
