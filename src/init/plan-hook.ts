import { parse, stringify } from "yaml";
import { appendItem } from "../edit/append-item.ts";
import { plainValueOf, readLeniently } from "../lenient-yaml.ts";
import { readExample } from "./examples.ts";
import { type PlannedFile, planEdit, planText, readExisting } from "./planned-file.ts";

/** The configuration of pre-commit. */
const configFile = ".pre-commit-config.yaml";

/** Where pre-commit gets bump-envoy from, and which version. */
export interface HookSource {
  readonly url: string;
  readonly version: string;
}

/**
 * Plans the entry of the hook: the one of this repository that runs a bump-envoy that is installed, as a local one, or that
 * of another place, which pre-commit installs.
 *
 * @param root - the root of the repository, links resolved
 */
export function planHook(root: string, source: HookSource | undefined): PlannedFile {
  const file = readExisting(root, configFile);
  if (hasHook(file.text)) return { status: "present", name: configFile };
  const entry = source === undefined ? localEntry() : remoteEntry(source);
  const lines = linesOf(stringify(entry, { lineWidth: 0 }));
  const list = stringify({ repos: [entry] }, { lineWidth: 0 });
  if (file.text === undefined) return planText(file, list);
  return planEdit(file, list, (text) => appendItem(text, "repos", lines, entry));
}

/** Whether a configuration runs bump-envoy in whatever way. */
function hasHook(text: string | undefined): boolean {
  const [document] = readLeniently(text ?? "") ?? [];
  const config = document && plainValueOf(document);
  const repos = asList(fieldOf(config, "repos"));
  const hooks = repos.flatMap((repo) => asList(fieldOf(repo, "hooks")));
  return hooks.some((hook) => ["id", "entry"].some((key) => /\bbump-envoy\b/.test(String(fieldOf(hook, key) ?? ""))));
}

function fieldOf(value: unknown, key: string): unknown {
  return value instanceof Map ? value.get(key) : undefined;
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function remoteEntry({ url, version }: HookSource): object {
  return { repo: url, rev: `v${version}`, hooks: [{ id: hookNames.installed }] };
}

const hookNames = { installed: "bump-envoy-lint", system: "bump-envoy-lint-system" };

function localEntry(): object {
  const hooks = parse(readExample("pre-commit-hooks.yaml")) as readonly { readonly id: string }[];
  const hook = hooks.find(({ id }) => id === hookNames.system);
  if (hook === undefined) throw new Error(`there is no hook ${hookNames.system}`);
  return { repo: "local", hooks: [{ ...hook, id: hookNames.installed }] };
}

function linesOf(text: string): string[] {
  return text.trimEnd().split("\n");
}
