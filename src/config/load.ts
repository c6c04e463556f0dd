import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UserError } from "../errors.ts";
import { defaultConfig } from "./defaults.ts";
import type { Config } from "./schema.ts";

export const CONFIG_FILE = ".bump-envoy.yaml";

/**
 * Reads the configuration: the file that is named, else `.bump-envoy.yaml` in the root, else the defaults.
 *
 * @param cwd - the folder that the name of the file is relative to
 * @throws UserError `config-unreadable` or `config-invalid`, the latter with line and column of the first problem
 */
export async function loadConfig(root: string, file?: string, cwd = "."): Promise<Config> {
  const path = file === undefined ? join(root, CONFIG_FILE) : resolve(cwd, file);
  const name = file ?? CONFIG_FILE;
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (file === undefined && (error as NodeJS.ErrnoException).code === "ENOENT") return defaultConfig;
    throw new UserError("config-unreadable", `cannot read the configuration ${name}: ${(error as Error).message}`, {
      remedy: "name an existing file with --config, or leave the option out",
      cause: error,
    });
  }
  // What it takes to check one is loaded where there is one.
  const { parseConfig } = await import("./parse.ts");
  return parseConfig(text, name);
}
