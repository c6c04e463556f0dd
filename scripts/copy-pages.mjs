// Copies what the program reads when it runs to where it finds that: the pages of the lint rules, the examples of hooks and jobs
// that `bump-envoy init` takes, and the style and script of the page that `bump-envoy status` prints. Run by `npm run build`.
import { cpSync, existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
for (const rule of readdirSync(`${root}rules`)) {
  const page = `${root}rules/${rule}/README.md`;
  if (existsSync(page)) cpSync(page, `${root}dist/rules/${rule}.md`);
}
for (const asset of ["status-page.css", "status-page.js"]) {
  cpSync(`${root}src/report/status/html/${asset}`, `${root}dist/cli/${asset}`);
}
cpSync(`${root}docs/ci`, `${root}dist/examples`, { recursive: true });
cpSync(`${root}.pre-commit-hooks.yaml`, `${root}dist/examples/pre-commit-hooks.yaml`);
