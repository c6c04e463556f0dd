import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "rolldown";
import { scratchFolder } from "./scratch.ts";

/** Makes a module of the tests into JavaScript that other threads and processes can load, and returns where it lies. */
export async function bundle(module: URL): Promise<URL> {
  const file = join(scratchFolder(), "bundle.mjs");
  const output = { file, format: "esm", codeSplitting: false } as const;
  await build({ input: fileURLToPath(module), platform: "node", output, logLevel: "silent" });
  return pathToFileURL(file);
}
