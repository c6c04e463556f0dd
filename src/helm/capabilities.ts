import { quote } from "../govalue/strconv.ts";
import { type GoMethod, type GoType, type GoValue, goTypes, withType } from "../govalue/value.ts";
import apiVersions from "./api-versions.json" with { type: "json" };
import { HelmError } from "./errors.ts";
import { GoStruct } from "./go-struct.ts";

/** A version of Kubernetes, as `.Capabilities.KubeVersion` gives it. */
export interface KubeVersion {
  readonly version: string;
  readonly major: string;
  readonly minor: string;
}

/** Helm 3.19.5 is built with client-go 0.34, and its Makefile makes that the Kubernetes that charts see. */
export const defaultKubeVersion: KubeVersion = { version: "v1.34.0", major: "1", minor: "34" };

/** The version of helm that charts see. */
export const helmVersion = "v3.19.5";

/**
 * Reads the version of `--kube-version`: up to two numbers may be left out behind the first, and what follows the numbers
 * is dropped, as k8s.io/apimachinery's `version.ParseGeneric` does it.
 *
 * @throws {HelmError} in helm's words
 */
export function parseKubeVersion(text: string): KubeVersion {
  const match = /^\s*v?([0-9]+(?:\.[0-9]+)*)([\s\S]*)$/.exec(text);
  const fail = (reason: string): HelmError => new HelmError(`invalid kube version '${text}': ${reason}`);
  const components = match?.[1]?.split(".");
  if (components === undefined) throw fail(`could not parse ${quote(text)} as version`);
  if (components.length < 2) throw fail(`illegal version string ${quote(text)}`);
  const leading = components.find((component) => component.length > 1 && component.startsWith("0"));
  if (leading !== undefined) throw fail(`illegal zero-prefixed version component ${quote(leading)} in ${quote(text)}`);
  const [major = "", minor = ""] = components;
  return { version: `v${components.join(".")}`, major, minor };
}
