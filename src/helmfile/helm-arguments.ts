import { spend } from "../govalue/allowance.ts";

/** The arguments that a state file gives to helm and that change what is rendered. */
export interface HelmArguments {
  readonly valuesFiles: readonly string[];
  readonly setJson: readonly string[];
  readonly set: readonly string[];
  readonly setString: readonly string[];
  readonly setFile: readonly string[];
  readonly setLiteral: readonly string[];
  readonly apiVersions: readonly string[];
  readonly kubeVersion: string | undefined;
  readonly namespace: string | undefined;
  readonly includeCrds: boolean;
  readonly skipTests: boolean;
  readonly noHooks: boolean;
  readonly isUpgrade: boolean;
  readonly skipSchemaValidation: boolean;
  readonly showOnly: readonly string[];
  /** Flags that change what helm prints in ways that are not known here. */
  readonly unsupported: readonly string[];
}

const lists: Readonly<Record<string, string>> = {
  "--values": "valuesFiles",
  "-f": "valuesFiles",
  "--set-json": "setJson",
  "--set": "set",
  "--set-string": "setString",
  "--set-file": "setFile",
  "--set-literal": "setLiteral",
  "--api-versions": "apiVersions",
  "-a": "apiVersions",
  "--kube-version": "kubeVersion",
  "--namespace": "namespace",
  "-n": "namespace",
  "--show-only": "showOnly",
  "-s": "showOnly",
};

const flags: Readonly<Record<string, string>> = {
  "--include-crds": "includeCrds",
  "--skip-tests": "skipTests",
  "--no-hooks": "noHooks",
  "--is-upgrade": "isUpgrade",
  "--skip-schema-validation": "skipSchemaValidation",
};

const changesOutput = new Set([
  "--post-renderer",
  "--validate",
  "--output-dir",
  "--name-template",
  "-g",
  "--generate-name",
]);

/**
 * Reads the arguments as helmfile collects them (pkg/argparser): flags with what follows them; what belongs to no flag is
 * dropped. Flags that only say how to reach a cluster play no part in rendering.
 */
export function parseHelmArguments(args: readonly string[]): HelmArguments {
  const words = args
    .join(" ")
    .split(" ")
    .filter((word) => word !== "");
  spend(50 * words.length);
  const found = new Map<string, string[]>();
  const unsupported: string[] = [];
  for (const [i, word] of words.entries()) {
    if (!word.startsWith("-")) continue;
    const equals = word.indexOf("=");
    const flag = equals < 0 ? word : word.slice(0, equals);
    const next = words[i + 1];
    const value = equals >= 0 ? word.slice(equals + 1) : next?.startsWith("-") ? "" : (next ?? "");
    const field = lists[flag] ?? flags[flag];
    if (field !== undefined) {
      const values = found.get(field) ?? [];
      found.set(field, values);
      values.push(value);
    } else if (changesOutput.has(flag)) {
      unsupported.push(flag);
    }
  }
  const isSet = (field: string) => found.has(field) && found.get(field)?.at(-1) !== "false";
  return {
    valuesFiles: found.get("valuesFiles") ?? [],
    setJson: found.get("setJson") ?? [],
    set: found.get("set") ?? [],
    setString: found.get("setString") ?? [],
    setFile: found.get("setFile") ?? [],
    setLiteral: found.get("setLiteral") ?? [],
    apiVersions: found.get("apiVersions") ?? [],
    kubeVersion: found.get("kubeVersion")?.at(-1),
    namespace: found.get("namespace")?.at(-1),
    includeCrds: isSet("includeCrds"),
    skipTests: isSet("skipTests"),
    noHooks: isSet("noHooks"),
    isUpgrade: isSet("isUpgrade"),
    skipSchemaValidation: isSet("skipSchemaValidation"),
    showOnly: found.get("showOnly") ?? [],
    unsupported,
  };
}
