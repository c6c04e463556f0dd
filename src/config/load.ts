import { constants } from "node:fs";
import { open, readFile, realpath } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { UserError } from "../errors.ts";
import { defaultConfig } from "./defaults.ts";
import type { Config } from "./schema.ts";

export const CONFIG_FILE = ".bump-envoy.yaml";

/** A larger configuration is none. */
const mostBytes = 64 * 1024;

/**
 * Reads the configuration: the file that is named, else `.bump-envoy.yaml` in the root, else the defaults. What comes with
 * the repository cannot say that files outside of it are read.
 *
 * @param cwd - the folder that the name of the file is relative to
 * @throws UserError `config-unreadable` or `config-invalid`, the latter with line and column of the first problem
 */
export async function loadConfig(root: string, file?: string, cwd = "."): Promise<Config> {
  const path = file === undefined ? join(root, CONFIG_FILE) : resolve(cwd, file);
  const name = file ?? CONFIG_FILE;
  let text: string;
  try {
    text = await (file === undefined ? readWithin(root, path) : readFile(path, "utf8"));
  } catch (error) {
    if (file === undefined && (error as NodeJS.ErrnoException).code === "ENOENT") return defaultConfig;
    throw new UserError("config-unreadable", `cannot read the configuration ${name}: ${(error as Error).message}`, {
      remedy:
        file === undefined
          ? "make it a file of the repository, or name another one with --config"
          : "name an existing file with --config, or leave the option out",
      cause: error,
    });
  }
  // What it takes to check one is loaded where there is one.
  const { parseConfig } = await import("./parse.ts");
  return parseConfig(text, name, { isTrusted: file !== undefined });
}

/** Reads a file that anybody may have put there: it may be a link out of the repository, or a pipe or device without end. */
async function readWithin(root: string, path: string): Promise<string> {
  const real = await realpath(path);
  if (/^\.\.(?:\/|$)/.test(relative(await realpath(root), real)))
    throw new Error("it is a link that leads out of the repository");
  const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile() && !stats.isDirectory()) throw new Error("it is no file");
    if (stats.size > mostBytes && stats.isFile()) throw new Error(`it is larger than ${mostBytes / 1024} KiB`);
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}
