// Measures the rules for charts: in every chart of some repositories that has no errors, removes one line after the other
// that is a link, a call or a module, in memory, and counts how many removals the right rule finds at the right file, and how
// many its fix makes good.
//
//   node scripts/mutate-charts.mjs DIR... [--chart NAME]
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { rolldown } from "rolldown";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { chart: { type: "string" } } });
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(root, "node_modules", ".mutate-charts-"));
try {
  const bundle = await rolldown({
    input: join(root, "scripts/mutate-charts.ts"),
    platform: "node",
    external: ["re2js"],
    logLevel: "warn",
  });
  await bundle.write({ dir: folder, format: "esm", entryFileNames: "run.js" });
  const { mutateCharts } = await import(pathToFileURL(join(folder, "run.js")).href);
  await mutateCharts(positionals, values.chart);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
