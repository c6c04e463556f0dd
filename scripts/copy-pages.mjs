// Copies the pages of the lint rules to where `bump-envoy rules` finds them, and the examples of hooks and jobs to where
// `bump-envoy init` does. Run by `npm run build`.
import { cpSync, existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
for (const rule of readdirSync(`${root}rules`)) {
  const page = `${root}rules/${rule}/README.md`;
  if (existsSync(page)) cpSync(page, `${root}dist/rules/${rule}.md`);
}
cpSync(`${root}docs/ci`, `${root}dist/examples`, { recursive: true });
cpSync(`${root}.pre-commit-hooks.yaml`, `${root}dist/examples/pre-commit-hooks.yaml`);
