import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../helpers.ts";
import { copyFixture, runCli } from "./run.ts";

const chart = "charts/parrot";
const link = `${chart}/templates/_tls_helpers.tpl`;
const helpers = "common_templates/0.2/_tls_helpers.tpl";

type Change = (folder: string) => void;

const edit =
  (path: string, change: (text: string) => string): Change =>
  (folder) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, change(path.startsWith(".") ? "" : readFileSync(file, "utf8")));
  };
const relink =
  (target: (folder: string) => string): Change =>
  (folder) => {
    rmSync(join(folder, link));
    symlinkSync(target(folder), join(folder, link));
  };

test.each<[title: string, change: Change, args?: string[]]>([
  ["a call is gone", edit(`${chart}/templates/service.yaml`, (text) => text.replace('include "tls.service" .', '""'))],
  ["values are gone", edit(`${chart}/values.yaml`, (text) => text.replace("  public_port: 4001\n", ""))],
  ["the link is gone", (folder) => rmSync(join(folder, link))],
  ["the link is absolute", relink((folder) => join(folder, helpers))],
  ["the link dangles", relink(() => "../../../common_templates/0.3/_tls_helpers.tpl")],
  [
    "a copy stands in place of the link",
    (folder) => {
      rmSync(join(folder, link));
      cpSync(join(folder, helpers), join(folder, link));
    },
  ],
  [
    "there are newer helpers",
    (folder) => cpSync(join(folder, dirname(helpers)), join(folder, "common_templates/0.3"), { recursive: true }),
  ],
  [
    "the helpers define something else",
    edit(helpers, (text) => text.replace('define "tls.volume"', 'define "tls.no"')),
  ],
  ["a template is new", (folder) => writeFileSync(join(folder, chart, "templates/new.yaml"), '{{ include "no" . }}\n')],
  ["a rule is off in the configuration", edit(".bump-envoy.yaml", () => "rules: { helpers-link: off }\n")],
  ["a rule is off for this run", () => {}, ["--rule", "helpers-link:off"]],
])("what is known of a chart counts only while nothing has changed: %s", async (_, change, args = []) => {
  const folder = await copyFixture("repository-2020");
  // Something is found from the start, so that a rule that is off can be told.
  rmSync(join(folder, "charts/heron/templates/_tls_helpers.tpl"));
  const cache = join(temporaryFolder(), "cache");
  const lint = async (...more: string[]) => (await runCli(folder, "lint", "--format", "json", ...more)).stdout;

  const first = await lint("--cache-location", cache);
  expect(await lint("--cache-location", cache)).toBe(first);
  change(folder);
  const after = await lint("--cache-location", cache, ...args);
  expect(after).toBe(await lint("--no-cache", ...args));
  expect(after).not.toBe(first);
});
