// The declaration of the command line and what is made of it, read from the sources as they are now.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const source = (path) => JSON.stringify(fileURLToPath(new URL(`../src/${path}`, import.meta.url)));
const entry = `
export { createProgram } from ${source("commands/program.ts")};
export { outlineOf } from ${source("command-line/outline.ts")};
export { manPage } from ${source("command-line/man.ts")};
export { commandsPage } from ${source("command-line/reference.ts")};
export { configurationPage } from ${source("command-line/configuration-page.ts")};
export { configJsonSchema } from ${source("config/schema.ts")};
`;

/** The functions, and the outline of the program. */
export async function loadCommandLine() {
  const bundle = await rolldown({
    input: "virtual:entry",
    platform: "node",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === "virtual:entry" ? id : null),
        load: (id) => (id === "virtual:entry" ? entry : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "esm", codeSplitting: false });
  const folder = mkdtempSync(join(tmpdir(), "bump-envoy-command-line-"));
  try {
    const path = join(folder, "command-line.mjs");
    writeFileSync(path, output[0].code);
    const functions = await import(pathToFileURL(path).href);
    // What commands do is not asked for.
    const actions = new Proxy({}, { get: () => () => {} });
    return { ...functions, outline: functions.outlineOf(functions.createProgram("0", actions)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
