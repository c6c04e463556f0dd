import { posix } from "node:path";
import { makePlan } from "../../src/bump/make-plan.ts";
import type { BumpPlan } from "../../src/bump/plan.ts";
import { renderSelection } from "../../src/bump/render-selection.ts";
import { type Selection, selectTargets } from "../../src/bump/selection.ts";
import { ValuesFiles } from "../../src/bump/values-files.ts";
import { verifyPlan } from "../../src/bump/verify.ts";
import type { Helmfile } from "../../src/repository/scan.ts";
import { makeTree, type Tree } from "../helpers.ts";
import { type FakeReleases, FakeRenderer } from "./fake-renderer.ts";

export const version = "1.15.0-1";

const everything: Selection = { paths: [], services: [], clusters: [], environments: [], releases: [] };

/** A helmfile by its path; the folder is the service, and the one above it its cluster where there is one. */
export function helmfileAt(path: string, environments: readonly string[] = []): Helmfile {
  const folder = posix.dirname(path);
  const [service = "", cluster] = folder.split("/").reverse();
  return { path, folder, service, cluster, environments };
}

export interface FakeBump {
  readonly tree: Tree;
  readonly releases: FakeReleases;
  readonly selection?: Partial<Selection>;
  readonly image?: string;
  readonly key?: string;
  readonly create?: boolean;
}

/** What becomes of a repository of fake releases: the plan before and after it is verified. */
export async function fakeBump(bump: FakeBump): Promise<{ draft: BumpPlan; plan: BumpPlan; verified: string[] }> {
  const { tree, releases, image = "envoy", create = false } = bump;
  const root = makeTree(tree);
  const key = (bump.key ?? "tls.image_version").split(".");
  const selection = { ...everything, ...bump.selection };
  const targets = selectTargets(helmfilesOf(releases), selection, root);
  const renderer = new FakeRenderer(root, releases);
  const rendered = await renderSelection(renderer, targets, image, selection.releases, () => {});
  const draft = makePlan(rendered, new ValuesFiles(root), { root, version, key, create });
  const again = new FakeRenderer(root, releases);
  await again.overlay(new Map(draft.edits.map(({ path, after }) => [path, after])));
  const plan = await verifyPlan(draft, again, { image, version, key }, () => {});
  return { draft, plan, verified: again.rendered };
}

/** The helmfiles that fake releases belong to, with their environments. */
function helmfilesOf(releases: FakeReleases): Helmfile[] {
  const environments = new Map<string, string[]>();
  for (const id of Object.keys(releases)) {
    const [path = "", environment] = id.split("@");
    environments.set(path, [...(environments.get(path) ?? []), ...(environment === undefined ? [] : [environment])]);
  }
  return [...environments].map(([path, names]) => helmfileAt(path, names));
}

/** What becomes of each release, as text: `RELEASE: bumped in FILE`, `RELEASE: current` or `RELEASE: why it was skipped`. */
export function outcomes({ releases }: BumpPlan): string[] {
  return releases.map(({ name, environment, outcome }) => {
    const release = environment === undefined ? name : `${name} (${environment})`;
    if (outcome.kind === "bumped") return `${release}: bumped in ${outcome.file}`;
    return `${release}: ${outcome.kind === "current" ? "current" : outcome.reason}`;
  });
}

/** The texts after the edits, by file. */
export function texts({ edits }: BumpPlan): Record<string, string> {
  return Object.fromEntries(edits.map(({ path, after }) => [path, after]));
}
