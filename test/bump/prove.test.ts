import { describe, expect, test } from "vitest";
import type { Unproved } from "../../src/bump/assign-files.ts";
import { makePlan } from "../../src/bump/make-plan.ts";
import { provePlan } from "../../src/bump/prove.ts";
import { renderedEffects } from "../../src/bump/rendered-effects.ts";
import type { Survey } from "../../src/bump/survey.ts";
import type {
  Release,
  ReleaseManifests,
  Renderer,
  RenderResult,
  RenderTarget,
  TargetImages,
  TargetManifests,
  TemplateOutput,
} from "../../src/render/renderer.ts";
import { type FakeSurvey, fakeSurvey, helmfileAt, outcomes } from "./fake-survey.ts";

const version = "1.15.0-1";

/** What a release is rendered to beside its image: by its name and the edited files that it reads. */
type Effect = (name: string, edited: readonly string[]) => Partial<ReleaseManifests> | "failed" | undefined;

/** Renders releases of a survey: the last layer that sets the version decides, and each edit sets it. */
class FakeRenderer implements Renderer {
  readonly rendered: string[] = [];
  readonly #survey: Survey;
  readonly #effect: Effect;
  #overlay: ReadonlyMap<string, string> = new Map();

  constructor(survey: Survey, effect: Effect) {
    this.#survey = survey;
    this.#effect = effect;
  }

  async manifests({ helmfile, environment }: RenderTarget): Promise<TargetManifests> {
    const mine = this.#survey.releases.filter(
      ({ target }) => target.helmfile === helmfile && target.environment === environment,
    );
    const failures: string[] = [];
    const releases = mine.flatMap(({ release, files, images }): ReleaseManifests[] => {
      const edited = files.flatMap((file) => (file && this.#overlay.has(file.realPath) ? [file.path] : []));
      const effect = this.#effect(release.name, edited);
      if (effect === "failed") {
        failures.push(`${release.name} fails`);
        return [];
      }
      this.rendered.push(release.name + (edited.length > 0 ? ` with ${edited.join(" ")}` : ""));
      const layers = images[0]?.version.causes[0]?.layers ?? [];
      const last = files.findLastIndex((file) => file && this.#overlay.has(file.realPath));
      const isEdited = last >= (layers.at(-1)?.index ?? -1) && last >= 0;
      const image = isEdited ? `example.org/envoy:${version}` : images[0]?.image.text;
      const text = `---\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: c0, image: "${image}"}]}\n`;
      return [{ release, text, problems: [], ...effect, ...(effect?.text && { text: text + effect.text }) }];
    });
    return { releases, failures };
  }

  async overlay(files: ReadonlyMap<string, string>): Promise<void> {
    this.#overlay = files;
  }

  render(): Promise<RenderResult> {
    throw new Error("a proof compares manifests");
  }

  images(): Promise<TargetImages> {
    throw new Error("a proof compares manifests");
  }

  releases(): Promise<readonly Release[]> {
    throw new Error("a proof compares manifests");
  }

  template(): Promise<TemplateOutput> {
    throw new Error("a proof compares manifests");
  }

  async close(): Promise<void> {}
}

interface Proving {
  readonly allowUnverified?: boolean;
  /** Whether another plan is made where something cannot be proved. */
  readonly replans?: boolean;
  /** By the folder of a helmfile without an environment: files that are read without being listed. */
  readonly reads?: Readonly<Record<string, readonly string[]>>;
}

async function proved(
  releases: FakeSurvey,
  effect: Effect = () => undefined,
  { allowUnverified = false, replans = false, reads = {} }: Proving = {},
) {
  const survey = fakeSurvey(releases);
  for (const [folder, files] of Object.entries(reads)) {
    const source = helmfileAt(`${folder}/helmfile.yaml`);
    const target = { helmfile: source.path, environment: undefined, source, isSelected: false };
    survey.readers.add(target, { files, folders: [], charts: [] });
  }
  const makeDraft = (unproved?: Unproved) =>
    makePlan(
      survey,
      { image: "envoy", version, allowDowngrade: false },
      { force: false, unproved, edit: (path) => ({ path, before: "", after: version }) },
    );
  const renderer = new FakeRenderer(survey, effect);
  const request = { allowUnverified, showManifests: true, replan: replans ? makeDraft : undefined };
  const { plan, proof } = await provePlan(makeDraft(), survey, renderedEffects(renderer), request);
  return {
    files: plan.edits.map(({ path }) => path),
    outcomes: outcomes(plan),
    proof: { rendered: proof.rendered, unverified: proof.unverified, unproved: proof.unproved },
    manifests: proof.manifests.map(({ service, release }) => `${service}/${release}`),
    rendered: renderer.rendered,
  };
}

const three: FakeSurvey = {
  "s@eqiad/main": ["values.yaml=1.0", "values-main.yaml"],
  "s@eqiad/canary": ["values.yaml=1.0", "values-canary.yaml=1.1"],
  "t@eqiad/other": ["values.yaml=1.0"],
};

test("what has the planned effect stays", async () => {
  expect(await proved(three)).toMatchObject({
    files: ["s/values-canary.yaml", "s/values.yaml", "t/values.yaml"],
    proof: { rendered: 3, unverified: [] },
    manifests: ["s (eqiad)/main", "s (eqiad)/canary", "t (eqiad)/other"],
  });
});

test("who reads an edited file without being selected is rendered as well", async () => {
  const releases = { "s/a": ["values.yaml=1.0"], "-s/b": ["values.yaml", "values-b.yaml=1.0"] };
  expect(await proved(releases)).toMatchObject({
    files: ["s/values.yaml"],
    proof: { rendered: 2 },
    manifests: ["s/a"],
  });
});

describe("what has not is dropped, with what depends on it", () => {
  const onMain =
    (effect: Partial<ReleaseManifests> | "failed"): Effect =>
    (name, edited) =>
      name === "main" && edited.length > 0 ? effect : undefined;

  test.each<[string, Effect, string]>([
    ["something else changes", onMain({ text: "---\nkind: Service\n" }), "it has 3 manifests instead of 2"],
    ["it cannot be rendered any more", onMain("failed"), "it cannot be rendered any more: main fails"],
    [
      "it can be rendered in part",
      onMain({ problems: ["no port"] }),
      "it cannot be rendered in full: no port; --allow-unverified edits it all the same",
    ],
  ])("%s", async (_, effect, reason) => {
    expect(await proved(three, effect)).toMatchObject({
      files: ["s/values-canary.yaml", "t/values.yaml"],
      outcomes: [
        `s@eqiad/main: skipped: with the edit of s/values.yaml, ${reason}`,
        "s@eqiad/canary: bumped by s/values-canary.yaml",
        "t@eqiad/other: bumped by t/values.yaml",
      ],
      proof: { rendered: 3, unverified: [] },
    });
  });

  test("a release that is not selected", async () => {
    const releases = { "s/a": ["values.yaml=1.0"], "-s/b": ["values.yaml", "values-b.yaml=1.0"] };
    const effect: Effect = (name, edited) =>
      name === "b" && edited.length > 0 ? { text: "---\nkind: A\n" } : undefined;
    expect(await proved(releases, effect)).toMatchObject({
      files: [],
      outcomes: ["s/a: skipped: with the edit of s/values.yaml, s, release b: it has 3 manifests instead of 2"],
      proof: { rendered: 0 },
    });
  });

  test("a release that reads the file without listing it", async () => {
    const releases = { "s/a": ["values.yaml=1.0"], "-s/b": ["other.yaml=1.0"] };
    let count = 0;
    const effect: Effect = (name) => (name === "b" && count++ > 0 ? { text: "---\nkind: A\n" } : undefined);
    expect(await proved(releases, effect)).toMatchObject({
      outcomes: ["s/a: skipped: with the edit of s/values.yaml, s, release b: it has 3 manifests instead of 2"],
    });
  });
});

describe("what cannot be rendered", () => {
  const releases = { "s/a": ["values.yaml=1.0"], "-s/b": ["values.yaml", "values-b.yaml=1.0"] };
  const effect: Effect = (name) => (name === "b" ? "failed" : undefined);

  test("keeps the files that it reads from being edited", async () => {
    expect((await proved(releases, effect)).outcomes).toEqual([
      "s/a: skipped: with the edit of s/values.yaml, s, release b: it cannot be rendered: b fails; --allow-unverified edits it all the same",
    ]);
  });

  test("is said where it does not", async () => {
    expect(await proved(releases, effect, { allowUnverified: true })).toMatchObject({
      files: ["s/values.yaml"],
      proof: { rendered: 1, unverified: ["s, release b: it cannot be rendered: b fails"] },
    });
  });
});

describe("a target that reads an edited file without listing it", () => {
  const releases = { "s/a": ["values.yaml=1.0"], "-t/b": ["values.yaml=1.0"] };
  const reads = { t: ["s/values.yaml"] };

  test("is rendered as well", async () => {
    const renderings = (await proved(releases, undefined, { reads })).rendered;
    expect(renderings).toEqual(["a", "b", "a with s/values.yaml", "b"]);
    expect((await proved(releases)).rendered).toEqual(["a", "a with s/values.yaml"]);
  });

  test.each<[string, (count: number) => ReturnType<Effect>, string]>([
    [
      "changes",
      (count) => (count > 1 ? { text: "---\nkind: A\n" } : undefined),
      "t, release b: it has 3 manifests instead of 2",
    ],
    ["fails", (count) => (count > 1 ? "failed" : undefined), "t, release b: it cannot be rendered any more: b fails"],
    [
      "is rendered in part",
      () => ({ problems: ["no port"] }),
      "t, release b: it cannot be rendered in full: no port; --allow-unverified edits it all the same",
    ],
    [
      "cannot be rendered",
      () => "failed",
      "t: it cannot be rendered: b fails; --allow-unverified edits it all the same",
    ],
  ])("and keeps that from being written where it %s", async (_, effect, reason) => {
    let count = 0;
    const onB: Effect = (name) => (name === "b" ? effect(++count) : undefined);
    for (const replans of [false, true]) {
      count = 0;
      expect(await proved(releases, onB, { reads, replans })).toMatchObject({
        files: [],
        outcomes: [`s/a: skipped: with the edit of s/values.yaml, ${reason}`],
      });
    }
  });
});

describe("where a release cannot be rendered in full, other files are taken that it does not read", () => {
  const inPart: Effect = (name) => (name === "main" ? { problems: ["no port"] } : undefined);

  test("of those that run the image", async () => {
    const releases = {
      "s@staging/main": ["values.yaml=1.0", "values-staging.yaml"],
      "s@eqiad/other": ["values.yaml=1.0", "values-eqiad.yaml"],
      "s@codfw/other": ["values.yaml=1.0", "values-codfw.yaml?"],
      "t@eqiad/other": ["values.yaml=1.0"],
    };
    const { files, outcomes, proof, rendered } = await proved(releases, inPart, { replans: true });
    expect(files).toEqual(["s/values-codfw.yaml", "s/values-eqiad.yaml", "t/values.yaml"]);
    expect(outcomes).toEqual([
      "s@staging/main: skipped: it cannot be rendered in full: no port; what it reads is left alone, which --allow-unverified edits all the same",
      "s@eqiad/other: bumped by s/values-eqiad.yaml",
      "s@codfw/other: bumped by s/values-codfw.yaml",
      "t@eqiad/other: bumped by t/values.yaml",
    ]);
    expect(proof).toEqual({ rendered: 3, unverified: [], unproved: [] });
    expect(rendered.filter((each) => each.includes("t/values.yaml"))).toEqual(["other with t/values.yaml"]);
  });

  test("it is named where it is not known to run the image", async () => {
    const releases = {
      "-s@staging/main": ["values.yaml=1.0", "values-main.yaml=1.0"],
      "s@eqiad/other": ["values.yaml=1.0", "values-eqiad.yaml"],
    };
    expect(await proved(releases, inPart, { replans: true })).toMatchObject({
      files: ["s/values-eqiad.yaml"],
      proof: {
        unproved: [
          "s (staging), release main: it cannot be rendered in full: no port; what it reads is left alone, which --allow-unverified edits all the same",
        ],
      },
    });
  });

  test("there may be none", async () => {
    const releases = {
      "-s@staging/main": ["values.yaml=1.0", "values-main.yaml=1.0"],
      "s@eqiad/other": ["values.yaml=1.0"],
    };
    expect((await proved(releases, inPart, { replans: true })).outcomes).toEqual([
      "s@eqiad/other: skipped: release main of s (staging) reads s/values.yaml as well and cannot be rendered in full; --allow-unverified edits it all the same",
    ]);
  });

  test("what changes something else is still dropped", async () => {
    const releases = {
      "s@staging/main": ["values.yaml=1.0"],
      "s@eqiad/other": ["values.yaml=1.0", "values-eqiad.yaml"],
      "t@eqiad/bad": ["values.yaml=1.0"],
    };
    const effect: Effect = (name, edited) =>
      name === "bad" && edited.length > 0 ? { text: "---\nkind: A\n" } : inPart(name, edited);
    expect((await proved(releases, effect, { replans: true })).outcomes).toEqual([
      "s@staging/main: skipped: it cannot be rendered in full: no port; what it reads is left alone, which --allow-unverified edits all the same",
      "s@eqiad/other: bumped by s/values-eqiad.yaml",
      "t@eqiad/bad: skipped: with the edit of t/values.yaml, it has 3 manifests instead of 2",
    ]);
  });
});
