import { posix } from "node:path";
import { groupBy } from "../group-by.ts";
import { onOneLine } from "../on-one-line.ts";
import type { Deployment } from "../rollout/deployments.ts";

/** How many characters a line may have. */
const width = 110;

/** State files that helmfile finds by itself. */
const ownNames = ["helmfile.yaml", "helmfile.yaml.gotmpl"];

/** The commands that deploy, in the root of the repository: a loop where several services are deployed alike. */
export function deployCommands(deployments: readonly Deployment[]): string[] {
  const groups = groupBy(deployments, (deployment) => {
    const { folder } = deployment.helmfile;
    return JSON.stringify([folder === "." ? "" : posix.dirname(folder), commandOf(deployment)]);
  });
  return [...groups.values()].flatMap((group) => {
    const [first] = group as [Deployment];
    const command = commandOf(first);
    const parent = posix.dirname(first.helmfile.folder);
    if (first.helmfile.folder === ".") return group.map(commandOf);
    if (group.length === 1) return [`(cd ${quote(first.helmfile.folder)} && ${command})`];
    const names = group.map(({ helmfile }) => quote(posix.basename(helmfile.folder))).sort();
    const prefix = parent === "." ? "" : `${quote(parent)}/`;
    return [
      ...wrapWords(["for service in", ...names], " \\", `; do`),
      `  (cd ${prefix}"$service" && ${command})`,
      "done",
    ];
  });
}

/** The command of one helmfile, in its folder. It asks before it deploys. */
function commandOf({ helmfile, environment, releases }: Deployment): string {
  const name = posix.basename(helmfile.path);
  return [
    "helmfile",
    ...(ownNames.includes(name) ? [] : ["-f", quote(name)]),
    ...(environment === undefined ? [] : ["-e", quote(environment)]),
    ...(releases ?? []).map((release) => `-l ${quote(`name=${release}`)}`),
    "-i apply",
  ].join(" ");
}

/** Words in lines that fit; all but the first are indented. */
export function wrapWords(words: readonly string[], continued = "", last = ""): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line !== "" && line.length + 1 + word.length + continued.length > width) {
      lines.push(line + continued);
      line = `  ${word}`;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line + last];
}

/** A word as a shell takes it: names of a repository can be anything. */
export function quote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${onOneLine(word).replaceAll("'", `'\\''`)}'`;
}
