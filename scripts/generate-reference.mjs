// Generates docs/reference: the commands and options from their declaration, the configuration from its schema. Run by
// `npm run generate`; `--check` writes nothing, and exits 1 where something is stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { loadCommandLine } from "./command-line.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { outline, commandsPage, configurationPage, configJsonSchema } = await loadCommandLine();
const outputs = {
  "docs/reference/commands.md": commandsPage(outline),
  "docs/reference/configuration.md": configurationPage(configJsonSchema()),
};

for (const [path, text] of Object.entries(outputs)) {
  if (existsSync(root + path) && readFileSync(root + path, "utf8") === text) continue;
  console.log(path);
  if (process.argv.includes("--check")) {
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(root + path), { recursive: true });
    writeFileSync(root + path, text);
  }
}
