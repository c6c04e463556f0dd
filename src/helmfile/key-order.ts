import { spend } from "../govalue/allowance.ts";
import { HelmfileError } from "./error.ts";
import type { World } from "./world.ts";

/**
 * What helmfile's policy checker says of the top-level keys of a state file: bases and environments come before releases,
 * and in a part of their own.
 *
 * @throws HelmfileError where there is no key at all, or where the semantics refuse what others warn of
 */
export function checkKeyOrder(file: string, text: string, world: World): void {
  spend(text.length);
  const keys: string[] = [];
  for (const raw of text.split("\n")) {
    spend(20);
    const line = world.semantics.name === "v1" ? raw.trimEnd() : raw;
    if (/^--- *$/.test(line)) keys.push("---");
    else keys.push(...(/^([a-zA-Z]+):/.exec(line)?.slice(1) ?? []));
  }
  if (keys.every((key) => key === "---")) throw new HelmfileError(`no top-level config keys are found in ${file}`);
  const problem = orderProblem(keys, file) ?? partProblem(keys);
  if (problem === undefined) return;
  if (world.semantics.refusesKeyOrder) throw new HelmfileError(problem);
  world.note({ kind: "warning", message: problem });
}

function orderProblem(keys: readonly string[], file: string): string | undefined {
  const ordered = keys.filter((key) => ["bases", "environments", "releases"].includes(key));
  for (const [i, key] of ordered.entries()) {
    const before = ordered[i - 1];
    if (before === "releases" && key !== "releases") {
      return `top-level config key ${key} must be defined before ${before} in ${file}`;
    }
  }
  return undefined;
}

function partProblem(keys: readonly string[]): string | undefined {
  const seen = new Set<string>();
  const relevant = keys.filter((key) => {
    if (key === "---") return true;
    if ((key !== "environments" && key !== "releases") || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  for (let i = 0; i + 1 < relevant.length; i++) {
    if (relevant[i] !== "---" && relevant[i + 1] !== "---") {
      return "environments and releases cannot be defined within the same YAML part. Use --- to extract the environments into a dedicated part";
    }
  }
  return undefined;
}
