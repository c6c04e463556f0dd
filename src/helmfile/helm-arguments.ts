import { spend } from "../govalue/allowance.ts";
import { HelmfileError } from "./error.ts";

/** The arguments that a state file gives to helm and that change what is rendered. */
export interface HelmArguments {
  readonly valuesFiles: readonly string[];
  readonly setJson: readonly string[];
  readonly set: readonly string[];
  readonly setString: readonly string[];
  readonly setFile: readonly string[];
  readonly setLiteral: readonly string[];
  readonly apiVersions: readonly string[];
  readonly showOnly: readonly string[];
  readonly kubeVersion: string | undefined;
  readonly namespace: string | undefined;
  readonly includeCrds: boolean;
  readonly skipTests: boolean;
  readonly noHooks: boolean;
  readonly isUpgrade: boolean;
  readonly skipSchemaValidation: boolean;
}

/** Flags that can be given several times, and whether commas separate values. */
const lists = {
  "--values": ["valuesFiles", true],
  "--api-versions": ["apiVersions", true],
  "--show-only": ["showOnly", false],
  "--set-json": ["setJson", false],
  "--set": ["set", false],
  "--set-string": ["setString", false],
  "--set-file": ["setFile", false],
  "--set-literal": ["setLiteral", false],
} as const;

const texts = { "--kube-version": "kubeVersion", "--namespace": "namespace" } as const;

const switches = {
  "--include-crds": "includeCrds",
  "--skip-tests": "skipTests",
  "--no-hooks": "noHooks",
  "--is-upgrade": "isUpgrade",
  "--skip-schema-validation": "skipSchemaValidation",
} as const;

/** Flags that say how to reach a cluster or a chart repository, and others that play no part in what is printed. */
const otherSwitches = words(`
  --atomic --create-namespace --debug --dependency-update --devel --disable-openapi-validation --dry-run --enable-dns
  --force --help --hide-notes --insecure-skip-tls-verify --kube-insecure-skip-tls-verify --pass-credentials --plain-http
  --render-subchart-notes --replace --skip-crds --take-ownership --verify --wait --wait-for-jobs`);
const otherTexts = words(`
  --burst-limit --ca-file --cert-file --description --key-file --keyring --kube-apiserver --kube-as-group --kube-as-user
  --kube-ca-file --kube-context --kube-tls-server-name --kube-token --kubeconfig --labels --password --post-renderer-args
  --qps --registry-config --repo --repository-cache --repository-config --timeout --username --version`);

/** Flags that change what helm prints in ways that are not followed here. */
const unsupportedSwitches = words("--generate-name --release-name --validate");
const unsupportedTexts = words("--name-template --output-dir --post-renderer");

const shorthands: Readonly<Record<string, string>> = {
  "-a": "--api-versions",
  "-f": "--values",
  "-g": "--generate-name",
  "-h": "--help",
  "-l": "--labels",
  "-n": "--namespace",
  "-s": "--show-only",
};

/** Is told of a flag that helm has not, and that is left out then. */
export type UnknownFlag = (flag: string) => void;

/**
 * Reads the arguments that helmfile hands on to `helm template`.
 *
 * @param args - as the state file has them: several in one text, or one in several
 * @throws {HelmfileError} in helm's words, and for flags that are not supported
 */
export function parseHelmArguments(args: readonly string[], unknownFlag: UnknownFlag): HelmArguments {
  const found = new Map<string, string[]>();
  const given = collectArguments(args);
  for (let i = 0; i < given.length; i++) {
    const { flag, value } = split(given[i] ?? "");
    if (flag === undefined)
      throw new HelmfileError(`expected at most two arguments, unexpected arguments: ${given[i]}`);
    if (unsupportedSwitches.has(flag) || unsupportedTexts.has(flag)) {
      throw new HelmfileError(`${flag} is not supported as an argument for helm (--renderer helmfile hands it on)`);
    }
    const takesText = flag in lists || flag in texts || otherTexts.has(flag);
    if (!takesText && !(flag in switches) && !otherSwitches.has(flag)) {
      unknownFlag(flag);
      if (value === undefined && given[i + 1]?.startsWith("-") === false) i += 1;
      continue;
    }
    // As in helm, the next word is the value, whatever it looks like.
    const text = value ?? (takesText ? given[++i] : "true");
    if (text === undefined) throw new HelmfileError(`flag needs an argument: ${flag}`);
    append(found, flag, text);
  }
  return asArguments(found);
}

function asArguments(found: ReadonlyMap<string, readonly string[]>): HelmArguments {
  const result: Record<string, unknown> = {};
  for (const [flag, [field, hasCommas]] of Object.entries(lists)) {
    const values = found.get(flag) ?? [];
    result[field] = hasCommas ? values.flatMap((value) => value.split(",")) : values;
  }
  for (const [flag, field] of Object.entries(texts)) result[field] = found.get(flag)?.at(-1);
  for (const [flag, field] of Object.entries(switches)) {
    result[field] = found.has(flag) && !/^(?:0|f|false)$/i.test(found.get(flag)?.at(-1) ?? "");
  }
  return result as unknown as HelmArguments;
}

/**
 * The arguments as helmfile collects them (pkg/argparser): flags, each with the word behind it unless that is a flag too,
 * those with the same name together. What belongs to no flag is dropped.
 */
function collectArguments(args: readonly string[]): string[] {
  const given = args
    .join(" ")
    .split(" ")
    .filter((word) => word !== "");
  spend(wordCost * given.length);
  const collected = new Map<string, string[][]>();
  for (const [i, word] of given.entries()) {
    if (!word.startsWith("-")) continue;
    const name = word.split("=", 1)[0] ?? "";
    const next = given[i + 1];
    const isAlone = word.includes("=") || next === undefined || next.startsWith("-");
    // An empty value is none.
    const written = isAlone ? [word.replace(/=$/, "")] : [word, next];
    append(collected, name, written);
  }
  return [...collected.values()].flat(2);
}

/** What it takes to read a word. */
const wordCost = 50;

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** A word as pflag takes it apart; it is no flag where there is none. */
function split(word: string): { readonly flag: string | undefined; readonly value: string | undefined } {
  if (!word.startsWith("-") || word === "-") return { flag: undefined, value: undefined };
  const short = shorthands[word.slice(0, 2)];
  if (short !== undefined) {
    const rest = word.slice(2).replace(/^=/, "");
    return { flag: short, value: rest === "" ? undefined : rest };
  }
  const equals = word.indexOf("=");
  return equals < 0 ? { flag: word, value: undefined } : { flag: word.slice(0, equals), value: word.slice(equals + 1) };
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}
