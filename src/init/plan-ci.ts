import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { addEntries } from "../edit/add-entries.ts";
import { plainValueOf, readLeniently } from "../lenient-yaml.ts";
import { type CiKind, ciKinds } from "./ci-kinds.ts";
import { type ExampleName, readExample } from "./examples.ts";
import { type ExistingFile, type PlannedFile, planEdit, planText, readExisting } from "./planned-file.ts";

/** Something to do by hand. */
export interface Hint {
  readonly title: string;
  readonly text: string;
}

export interface CiPlan {
  readonly files: readonly PlannedFile[];
  readonly hints: readonly Hint[];
}

const marks: Readonly<Record<CiKind, readonly string[]>> = {
  github: [".github"],
  gitlab: [".gitlab-ci.yml"],
  jenkins: ["Jenkinsfile", ".gitreview"],
};

/** What runs the CI of a repository: by its files, else by where git fetches from. */
export function findCi(root: string): CiKind[] {
  const found = ciKinds.filter((kind) => marks[kind].some((name) => existsSync(join(root, name))));
  if (found.length > 0) return found;
  const remotes = [...readGitConfig(root).matchAll(/^\s*url\s*=\s*(.*)$/gm)].map(([, url = ""]) => hostOf(url));
  return ciKinds.filter((kind) => remotes.some((host) => host.split(".").includes(kind)));
}

function readGitConfig(root: string): string {
  const path = join(root, ".git", "config");
  return existsSync(path) && statSync(path).isFile() ? readFileSync(path, "utf8") : "";
}

/** The host of `https://HOST/…`, `ssh://USER@HOST:PORT/…` or `USER@HOST:…`. */
function hostOf(url: string): string {
  return /^(?:\w+:\/\/)?(?:[^@/]*@)?([^:/]+)/.exec(url)?.[1] ?? "";
}

/** Plans the jobs. Where a file says already what runs bump-envoy, nothing is added. */
export function planCi(root: string, kinds: readonly CiKind[]): CiPlan {
  const plans = kinds.map((kind) => ({ github: planGithub, gitlab: planGitlab, jenkins: planJenkins })[kind](root));
  return { files: plans.flatMap(({ files }) => files), hints: plans.flatMap(({ hints }) => hints) };
}

function planGithub(root: string): CiPlan {
  const folder = ".github/workflows";
  const workflow = readExisting(root, `${folder}/bump-envoy.yml`);
  const text = readExample("github.yml");
  if (workflow.text === undefined) {
    const other = existsSync(join(root, folder))
      ? readdirSync(join(root, folder))
          .filter((name) => /\.ya?ml$/.test(name))
          .map((name) => readExisting(root, `${folder}/${name}`))
          .find(runsBumpEnvoy)
      : undefined;
    return filesOnly(other === undefined ? planText(workflow, text) : { status: "present", name: other.name });
  }
  if (workflow.text === text) return filesOnly({ status: "present", name: workflow.name });
  return filesOnly({ status: "kept", name: workflow.name, reason: "it is not the workflow that would be written" });
}

function planGitlab(root: string): CiPlan {
  const file = readExisting(root, ".gitlab-ci.yml");
  const text = readExample("gitlab.yml");
  if (runsBumpEnvoy(file)) return filesOnly({ status: "present", name: file.name });
  if (file.text === undefined) return filesOnly(planText(file, text));
  const stage = stageOf(text);
  const stages = stagesOf(file.text);
  if (stages !== undefined && !stages.includes(stage)) {
    const reason = `its stages (${stages.join(", ")}) have no ${stage}, in which the job would run`;
    return filesOnly({ status: "refused", name: file.name, place: { file: file.name }, reason, text });
  }
  return filesOnly(planEdit(file, text, (source) => addEntries(source, text.trimEnd().split("\n"))));
}

/** The stage of the one job; GitLab's own default where it names none. */
function stageOf(job: string): string {
  const [{ stage = "test" } = {}] = Object.values(parse(job) as Record<string, { stage?: string }>);
  return stage;
}

/** The stages that a configuration lists, if it does. */
function stagesOf(text: string): string[] | undefined {
  const [document] = readLeniently(text) ?? [];
  const config = document && plainValueOf(document);
  const stages: unknown = config instanceof Map ? config.get("stages") : undefined;
  return Array.isArray(stages) ? stages.map(String) : undefined;
}

/** What Jenkins runs is configured elsewhere: where it is a task of the repository, its text is shown, else the build step. */
function planJenkins(root: string): CiPlan {
  const places: readonly (readonly [file: string, example: ExampleName, title: string])[] = [
    ["Rakefile", "bump_envoy.rake", "a task for the Rakefile"],
    ["tox.ini", "tox.ini", "an environment for tox.ini"],
  ];
  const files = places.map(([name]) => readExisting(root, name));
  const present = files.find(runsBumpEnvoy);
  if (present !== undefined) return filesOnly({ status: "present", name: present.name });
  const [, example, title] = places.find((_, index) => files[index]?.text !== undefined) ?? [
    "",
    "jenkins.sh" as const,
    "the build step for Jenkins",
  ];
  return { files: [], hints: [{ title, text: readExample(example) }] };
}

function runsBumpEnvoy({ text }: ExistingFile): boolean {
  return text !== undefined && /\bbump-envoy\b/.test(text);
}

function filesOnly(file: PlannedFile): CiPlan {
  return { files: [file], hints: [] };
}
