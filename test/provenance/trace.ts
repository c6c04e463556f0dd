import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../../src/config/load.ts";
import { formatKeyPath, type PartOrigin, type Site, type TargetOrigins } from "../../src/provenance/origin.ts";
import { traceTarget } from "../../src/provenance/trace-target.ts";
import { TargetRenderer } from "../../src/render/embedded/target-renderer.ts";
import { createRepositoryFiles } from "../../src/repository/files.ts";
import { standInRules } from "../../src/repository/stand-ins/preset.ts";
import { fixture, makeTree, temporaryFolder } from "../helpers.ts";
import type { ProvenanceCase } from "./cases.ts";

type Repository = Pick<ProvenanceCase, "repository" | "files">;
type Question = Pick<ProvenanceCase, "repository" | "environment" | "image" | "part"> &
  Partial<Pick<ProvenanceCase, "semantics">>;

const helmfiles = {
  today: "helmfile.d/services/parrot/helmfile.yaml",
  "2020": "helmfile.d/services/staging/parrot/helmfile.yaml",
};

/** Makes a repository with some files changed, and returns its folder. */
export function makeRepository({ repository, files }: Repository): string {
  const root = join(temporaryFolder(), "repository");
  cpSync(fixture(`provenance/${repository}`), root, { recursive: true, verbatimSymlinks: true });
  for (const path of Object.keys(files)) rmSync(join(root, path), { force: true });
  return makeTree(
    Object.fromEntries(Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    root,
  );
}

/** Traces the images of the service of a repository. */
export async function trace(root: string, question: Question): Promise<TargetOrigins> {
  const config = await loadConfig(root, undefined, root);
  const renderer = new TargetRenderer(
    {
      ...{ root, charts: config.charts, standIns: standInRules(config, root), dropFields: config.dropFields },
      ...{ semantics: question.semantics, strict: false, variables: {}, allowExec: false },
    },
    createRepositoryFiles({ root }),
  );
  const target = { helmfile: helmfiles[question.repository], environment: question.environment };
  const { result } = await traceTarget(renderer, target, {
    images: [question.image],
    parts: ["version", question.part],
  });
  return result;
}

/** What was found as the cases have it; a failure only as far as these have it. */
export function describeOrigins({ releases, failures }: TargetOrigins, { part, expected }: ProvenanceCase): string {
  const images = releases.flatMap((release) => release.images);
  const lines = images.flatMap((origin) => [
    `${origin.image.object} ${origin.image.container} ${origin.image.text}`,
    ...describePart(origin[part] as PartOrigin),
  ]);
  const known = expected.split("\n").flatMap((line) => /^failure: (.*)/.exec(line)?.[1] ?? []);
  const told = failures.map((failure) => known.find((start) => failure.startsWith(start)) ?? failure);
  return [...lines, ...told.map((failure) => `failure: ${failure}`)].map((line) => `${line}\n`).join("");
}

function describePart({ causes, literals }: PartOrigin): string[] {
  return [
    ...causes.flatMap(({ path, layers }) => [
      `  ${formatKeyPath(path)}`,
      ...layers.map(({ kind, value, file, site }) => `    ${kind} ${value} ${site ? describeSite(site) : file}`),
    ]),
    ...literals.map((site) => `  literal ${describeSite(site)}`),
  ];
}

function describeSite({ file, line, column }: Site): string {
  return `${file}:${line}:${column}`;
}
