import { quote } from "../../govalue/strconv.ts";
import { HelmError } from "../errors.ts";
import { knownApiVersions } from "./api-versions.ts";

/** What charts are told about the cluster and about helm: `.Capabilities`. */
export interface Capabilities {
  readonly kubeVersion: KubeVersion;
  readonly apiVersions: readonly string[];
}

export interface KubeVersion {
  readonly version: string;
  readonly major: string;
  readonly minor: string;
}

/** Helm 3.19.5 is built with client-go 0.34, and its Makefile makes that the Kubernetes that charts see. */
export const defaultCapabilities: Capabilities = {
  kubeVersion: { version: "v1.34.0", major: "1", minor: "34" },
  apiVersions: knownApiVersions,
};

/** The helm that charts see: the released one, but for the Go version, which is that of the build compared with. */
export const helmBuild = {
  version: "v3.19.5",
  gitCommit: "4a19a5b6fb912c5c28a779e73f2e0880d9e239a4",
  gitTreeState: "clean",
  goVersion: "go1.26.8",
};

/**
 * Reads the version of `--kube-version`: two or more numbers, and what follows them is dropped, as
 * k8s.io/apimachinery's `version.ParseGeneric` has it.
 *
 * @throws {HelmError} in helm's words
 */
export function parseKubeVersion(text: string): KubeVersion {
  const fail = (reason: string): HelmError => new HelmError(`invalid kube version '${text}': ${reason}`);
  const numbers = /^[\t\n\f\r ]*v?([0-9]+(?:\.[0-9]+)*)[^\n]*$/.exec(text)?.[1];
  if (numbers === undefined) throw fail(`could not parse ${quote(text)} as version`);
  const components = numbers.split(".");
  const [major = "", minor] = components;
  if (minor === undefined) throw fail(`illegal version string ${quote(text)}`);
  if (major.startsWith("0") && major !== "0") {
    throw fail(`illegal zero-prefixed version component ${quote(major)} in ${quote(text)}`);
  }
  for (const component of components) {
    if (BigInt(component) <= 0xffff_ffff_ffff_ffffn) continue;
    throw fail(
      `illegal non-numeric version component ${quote(component)} in ${quote(text)}: ` +
        `strconv.ParseUint: parsing ${quote(component)}: value out of range`,
    );
  }
  const plain = components.map(BigInt);
  return { version: `v${plain.join(".")}`, major: String(plain[0]), minor: String(plain[1]) };
}
