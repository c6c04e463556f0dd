import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { execa } from "execa";
import { UserError } from "../errors.ts";

/** A program that has been found and asked for its version. */
export interface Tool {
  /** Absolute. */
  readonly path: string;
  /** As it prints it: `v0.167.1`, `v3.19.5+g4a19a5b`. */
  readonly version: string;
}

/** The programs behind the helmfile renderer. */
export interface Tools {
  readonly helmfile: Tool;
  readonly helm: Tool;
}

/**
 * Finds helmfile and helm and asks both for their versions.
 *
 * @throws UserError `tool-missing` where one cannot be run, `tool-version` where it is another program or another version
 */
export async function findTools(binaries: { readonly helmfile: string; readonly helm: string }): Promise<Tools> {
  const helmfile = await findTool("helmfile", binaries.helmfile, ["--version"]);
  const helm = await findTool("helm", binaries.helm, ["version", "--short"]);
  return { helmfile, helm };
}

interface Requirement {
  /** What it prints when it is asked for its version. */
  readonly pattern: RegExp;
  readonly text: string;
  isMet(major: number, minor: number): boolean;
}

const requirements: Readonly<Record<keyof Tools, Requirement>> = {
  // A helmfile that is built from a checkout calls itself 0.0.0-dev, which says nothing about its age.
  helmfile: {
    pattern: /^helmfile version (v?(\d+)\.(\d+)\.\d+\S*)/m,
    text: "helmfile 0.167 or newer",
    isMet: (major, minor) => major > 0 || minor >= 167 || minor === 0,
  },
  helm: { pattern: /^(v(\d+)\.(\d+)\.\d+\S*)/m, text: "helm 3", isMet: (major) => major === 3 },
};

async function findTool(name: keyof Tools, binary: string, args: readonly string[]): Promise<Tool> {
  const { pattern, text, isMet } = requirements[name];
  const fail = (code: "tool-missing" | "tool-version", reason: string, cause?: unknown) =>
    new UserError(code, `the helmfile renderer cannot run ${name}: ${reason}`, {
      remedy: `install ${name} (helmfile 0.167 or newer, helm 3), or say where it is with --${name}-binary`,
      cause,
    });

  const path = locate(binary);
  if (path === undefined) throw fail("tool-missing", `there is no ${binary}`);
  const result = await execa(path, args, { reject: false, stdin: "ignore", timeout: 30_000 });
  if (result.failed) throw fail("tool-missing", `${result.shortMessage}`, result);
  const found = pattern.exec(result.stdout);
  if (found === null) {
    const printed = JSON.stringify(result.stdout.slice(0, 100));
    throw fail("tool-version", `${path} does not say which version it is, but ${printed}`);
  }
  const [, version = "", major, minor] = found;
  if (!isMet(Number(major), Number(minor))) {
    throw fail("tool-version", `${path} is ${version}, and ${text} is needed`);
  }
  return { path, version };
}

/** The program that a shell would run for a name; `undefined` where there is none. */
function locate(binary: string): string | undefined {
  if (binary.includes("/")) return isProgram(resolve(binary)) ? resolve(binary) : undefined;
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => resolve(join(folder, binary))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
