import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { CONFIG_FILE } from "../config/load.ts";

/**
 * The root of the repository around a folder: the nearest folder above it, or itself, that holds `.bump-envoy.yaml` or
 * `.git`; the folder itself where there is none.
 */
export function findRoot(folder: string): string {
  const start = realpathSync(folder);
  for (let current = start; ; current = dirname(current)) {
    if ([CONFIG_FILE, ".git"].some((name) => existsSync(join(current, name)))) return current;
    if (current === dirname(current)) return start;
  }
}
