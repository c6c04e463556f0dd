import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../src/commands/program.ts";
import { runTemplate, type TemplateOptions } from "../../src/commands/template.ts";
import { loadChart, printRelease, renderChart } from "../../src/helm/index.ts";
import { packaged, scratchFolder, writeTree } from "../support/scratch.ts";

interface ChartCase {
  readonly name: string;
  readonly chart?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly links?: Readonly<Record<string, string>>;
  readonly archives?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Whether helm has packaged its dependencies first. */
  readonly builds?: boolean;
  readonly args?: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const charts = fileURLToPath(new URL("../../fixtures/charts", import.meta.url));
const read = (name: string) => JSON.parse(readFileSync(join(charts, name), "utf8"));
const cases: readonly ChartCase[] = read("cases.json");
const answers: readonly Answer[] = read("answers.json");
const answered = cases.map((chartCase, i) => ({ ...chartCase, answer: answers[i] as Answer }));

/** Puts the chart of a case where the recording had it, in a folder of its own. */
async function place(chartCase: ChartCase): Promise<{ scratch: string; folder: string }> {
  const { chart, files, links, archives = {} } = chartCase;
  const scratch = scratchFolder();
  for (const [path, entries] of Object.entries(archives)) {
    writeTree(files === undefined ? scratch : join(scratch, "chart"), { [path]: await packaged(entries) });
  }
  if (files === undefined) {
    for (const name of ["shared", chart ?? ""]) {
      const source = join(charts, name);
      if (existsSync(source)) cpSync(source, join(scratch, name), { recursive: true, verbatimSymlinks: true });
    }
    return { scratch, folder: join(scratch, chart ?? "") };
  }
  const folder = join(scratch, "chart");
  writeTree(folder, files, links);
  return { scratch, folder };
}

/** What the command line makes of the arguments; helm's flag for the name is another. */
async function parse(args: readonly string[]): Promise<TemplateOptions> {
  let parsed: TemplateOptions | undefined;
  const other = () => Promise.reject(new Error("not the command that was asked for"));
  const program = createProgram("0.0.0", {
    addTls: other,
    bump: other,
    completion: other,
    doctor: other,
    image: other,
    tags: other,
    latest: other,
    explain: other,
    images: other,
    status: other,
    init: other,
    lint: other,
    rules: other,
    unpin: other,
    promote: other,
    rollout: other,
    standIns: other,
    template: async (options) => {
      parsed = { ...options, chart: options.chart ?? "" };
    },
  });
  const own = args.map((arg) => (arg === "--name-template" ? "--name" : arg));
  await program.parseAsync(["template", ...own], { from: "user" });
  if (!parsed) throw new Error("the command was not run");
  return parsed;
}

/** JavaScript's stack ends before Go's; how often a chain of errors repeats itself is not compared. */
function withoutRepetition(stderr: string): string {
  return stderr.replace(/(error calling include: template: [^>]*>: )\1+/g, "$1");
}

/** Warnings come in the random order of Go's maps. */
function sortWarnings(stderr: string): string {
  const start = stderr.search(/^Error: /m);
  const end = start < 0 ? stderr.length : start;
  const warnings = stderr.slice(0, end).split("\n").slice(0, -1).sort();
  return warnings.map((line) => `${line}\n`).join("") + stderr.slice(end);
}

describe("charts as helm template renders them", () => {
  it.each(answered.filter(({ builds }) => !builds))("$name", async ({ answer, ...chartCase }) => {
    const { scratch, folder } = await place(chartCase);
    const missing = chartCase.chart === "none";
    const options = await parse(["--chart", missing ? "./none" : folder, ...(chartCase.args ?? [])]);
    const values = options.values?.map((file) => (file === "none.yaml" ? file : join(folder, file)));
    const { stdout, stderr, exitCode } = await runTemplate({ ...options, values });
    const plain = sortWarnings(withoutRepetition(stderr.replaceAll(scratch, "/scratch")));
    expect({ status: exitCode, stdout, stderr: plain }).toEqual(answer);
  });
});

describe("charts as helm template renders them once helm dependency build has packaged their dependencies", () => {
  it.each(answered.filter(({ builds }) => builds))("$name", async ({ answer, ...chartCase }) => {
    const { folder } = await place(chartCase);
    const render = async () => printRelease(renderChart(await loadChart(folder, { localDependencies: true })));
    if (answer.status === 0) return expect(await render()).toBe(answer.stdout);
    await expect(render()).rejects.toThrow(answer.stderr.replace(/^Error: /, "").trim());
  });

  it("a dependency that cannot be loaded is named", async () => {
    const dependency = '{ name: lib, version: 1.x, repository: "file://../lib" }';
    const folder = join(scratchFolder(), "chart");
    writeTree(folder, {
      "Chart.yaml": `apiVersion: v2\nname: c\nversion: 1.0.0\ndependencies: [${dependency}]\n`,
      "../lib/Chart.yaml": "name: [\n",
    });
    await expect(loadChart(folder, { localDependencies: true })).rejects.toThrow(
      "cannot load dependency lib from file://../lib: cannot load Chart.yaml",
    );
    expect((await loadChart(folder)).dependencies).toEqual([]);
  });
});
