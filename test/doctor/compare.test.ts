import { expect, test } from "vitest";
import { compareRenderers, isDifference, type Outcome } from "../../src/doctor/compare.ts";
import type { Renderer, RenderTarget, TemplateOutput } from "../../src/render/renderer.ts";

/** What a renderer prints for a target, one output a run; the last one again and again. */
type Script = readonly (Partial<TemplateOutput> | Error)[];

/** A renderer that does as it is told, target by target. */
class ScriptedRenderer implements Renderer {
  readonly runs: string[] = [];
  readonly #scripts: Readonly<Record<string, Script>>;

  constructor(scripts: Readonly<Record<string, Script>>) {
    this.#scripts = scripts;
  }

  async template({ helmfile }: RenderTarget): Promise<TemplateOutput> {
    const run = this.runs.filter((name) => name === helmfile).length;
    this.runs.push(helmfile);
    const script = this.#scripts[helmfile] ?? [];
    const output = script[Math.min(run, script.length - 1)];
    if (output instanceof Error) throw output;
    return { text: "", failure: undefined, ...output };
  }

  render = notAsked;
  images = notAsked;
  releases = notAsked;
  manifests = notAsked;
  overlay = notAsked;
  close = notAsked;
}

function notAsked(): Promise<never> {
  throw new Error("the comparison only asks for output");
}

const source = "---\n# Source: c/templates/a.yaml\n";
const tolerated = { kind: "tolerated", message: "field tillerless is not known" } as const;
const warning = { kind: "warning", message: "no matches for path" } as const;

interface Case {
  readonly helmfile: Script;
  readonly embedded: Script;
  readonly outcome: Outcome;
  readonly isDifference: boolean;
  /** How often helmfile runs; default: once. */
  readonly runs?: number;
}

const cases: Readonly<Record<string, Case>> = {
  "the same output": {
    helmfile: [{ text: "a\n" }],
    embedded: [{ text: "a\n" }],
    outcome: { kind: "identical", isEmpty: false },
    isDifference: false,
  },
  "no output": { helmfile: [{}], embedded: [{}], outcome: { kind: "identical", isEmpty: true }, isDifference: false },
  "another output": {
    helmfile: [{ text: `${source}a: 1\n` }],
    embedded: [{ text: `${source}a: 2\n`, releases: [{ name: "main", lines: 3 }] }],
    outcome: {
      kind: "differs",
      hunks: [
        {
          start: 1,
          startAfter: 1,
          lines: [" ---", " # Source: c/templates/a.yaml", "-a: 1", "+a: 2", " "],
          release: "main",
          template: "c/templates/a.yaml",
        },
      ],
      unstableLines: 0,
    },
    isDifference: true,
    runs: 2,
  },
  "no final newline": {
    helmfile: [{ text: "a\n" }],
    embedded: [{ text: "a" }],
    outcome: {
      kind: "differs",
      hunks: [{ start: 1, startAfter: 1, lines: [" a", "-"], release: undefined, template: undefined }],
      unstableLines: 0,
    },
    isDifference: true,
    runs: 2,
  },
  "a password": {
    helmfile: [{ text: "a: x\n" }, { text: "a: y\n" }],
    embedded: [{ text: "a: z\n" }],
    outcome: { kind: "unstable", lines: 1 },
    isDifference: false,
    runs: 2,
  },
  "a second run of helmfile that fails": {
    helmfile: [{ text: "a: x\n" }, { failure: "it took too long" }],
    embedded: [{ text: "a: z\n" }],
    outcome: {
      kind: "differs",
      hunks: [{ start: 1, startAfter: 1, lines: ["-a: x", "+a: z", " "], release: undefined, template: undefined }],
      unstableLines: 0,
    },
    isDifference: true,
    runs: 2,
  },
  "both fail, and one prints a part": {
    helmfile: [{ failure: "no token" }],
    embedded: [{ text: "a\n", failure: "no token!" }],
    outcome: { kind: "both-fail", helmfile: "no token", embedded: "no token!" },
    isDifference: false,
  },
  "helmfile refuses what bump-envoy says that it passes over": {
    helmfile: [{ failure: "unknown field" }],
    embedded: [{ text: "a\n", notes: [tolerated] }],
    outcome: { kind: "both-fail", helmfile: "unknown field", embedded: tolerated.message },
    isDifference: false,
  },
  "only helmfile fails": {
    helmfile: [{ failure: "no token" }],
    embedded: [{ text: "a\n", notes: [warning] }],
    outcome: { kind: "helmfile-fails", helmfile: "no token" },
    isDifference: true,
  },
  "only bump-envoy fails, and prints a part": {
    helmfile: [{ text: "a\n" }],
    embedded: [{ text: "a\n", failure: "no token" }],
    outcome: { kind: "embedded-fails", embedded: "no token" },
    isDifference: true,
  },
  "something that only helmfile can do": {
    helmfile: [{ text: "a\n" }],
    embedded: [{ failure: "jsonPatches is not supported", isUnsupported: true }],
    outcome: { kind: "unsupported", embedded: "jsonPatches is not supported" },
    isDifference: true,
  },
  "a crash": {
    helmfile: [{ text: "a\n" }],
    embedded: [Object.assign(new Error("x is undefined"), { stack: "Error: x is undefined\n    at f" })],
    outcome: { kind: "embedded-fails", embedded: "a defect of bump-envoy: Error: x is undefined\n    at f" },
    isDifference: true,
  },
};

test("compares what two renderers print", async () => {
  const scripts = (renderer: "helmfile" | "embedded") =>
    Object.fromEntries(Object.entries(cases).map(([name, script]) => [name, script[renderer]]));
  const helmfile = new ScriptedRenderer(scripts("helmfile"));
  const embedded = new ScriptedRenderer(scripts("embedded"));
  const targets = Object.keys(cases).map((name) => ({ helmfile: name, environment: undefined }));
  const done: string[] = [];
  const comparisons = await compareRenderers({ helmfile, embedded }, targets, 100, (target) =>
    done.push(target.helmfile),
  );

  const found = comparisons.map(({ target, outcome }) => [
    target.helmfile,
    {
      outcome,
      isDifference: isDifference(outcome),
      runs: helmfile.runs.filter((name) => name === target.helmfile).length,
    },
  ]);
  const wanted = Object.entries(cases).map(([name, { outcome, isDifference, runs = 1 }]) => [
    name,
    { outcome, isDifference, runs },
  ]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
  expect(comparisons.map(({ target }) => target)).toEqual(targets);
  expect(done.toSorted()).toEqual(Object.keys(cases).toSorted());
  expect(comparisons.find(({ target }) => target.helmfile === "only helmfile fails")?.notes).toEqual([warning.message]);
});

test("the second run of helmfile is in another second", async () => {
  const times: number[] = [];
  const helmfile = new ScriptedRenderer({ a: [{ text: "x" }] });
  const template = helmfile.template.bind(helmfile);
  helmfile.template = (target) => {
    times.push(Date.now());
    return template(target);
  };
  const embedded = new ScriptedRenderer({ a: [{ text: "y" }] });
  await compareRenderers({ helmfile, embedded }, [{ helmfile: "a", environment: undefined }], 1, () => {});
  const [first = 0, second = 0] = times.map((time) => Math.floor(time / 1000));
  expect(second).toBeGreaterThan(first);
});
