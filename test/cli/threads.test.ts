import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";
import { temporaryFolder } from "../helpers.ts";
import { runCli } from "./run.ts";

const generator = fileURLToPath(new URL("../../bench/growth-repository.mjs", import.meta.url));
const services = 40;

test("several threads, with and without a cache, find what one thread finds", { timeout: 120_000 }, async () => {
  const root = temporaryFolder();
  await execa(process.execPath, [generator, root, String(services)]);
  // One that fails, and one that nobody needs to know of.
  appendFileSync(join(root, "helmfile.d/services/service-3/values.yaml"), "main_app: [\n");
  const bump = (...args: string[]) => runCli(root, "1.30.0-1", "--dry-run", "-f", "json", ...args);
  const cached = ["--concurrency", "2", "--cache-location", join(temporaryFolder(), "cache")];

  const expected = await bump("--concurrency", "1", "--no-cache");
  const { files, releases, failures } = JSON.parse(expected.stdout);
  expect([files.length, releases.length, failures.length]).toEqual([services - 1, 3 * (services - 1), 3]);
  expect(await bump("--concurrency", "3", "--no-cache")).toEqual(expected);
  expect(await bump(...cached)).toEqual(expected);
  expect(await bump(...cached)).toEqual(expected);

  appendFileSync(join(root, "charts/chart-5/values.yaml"), "mesh: []\n");
  appendFileSync(join(root, "helmfile.d/services/service-8/values.yaml"), "# touched\n");
  expect(await bump(...cached)).toEqual(await bump("--concurrency", "1", "--no-cache"));
});
