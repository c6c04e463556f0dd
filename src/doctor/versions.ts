import { helmBuild } from "../helm/engine/capabilities.ts";
import type { SemanticsName } from "../helmfile/index.ts";
import type { Tools } from "../render/tools.ts";

/** What makes differences likely because the tools are not the ones that the embedded renderer is like. */
export function versionWarnings({ helmfile, helm }: Tools, semantics: SemanticsName | undefined): string[] {
  const warnings: string[] = [];
  const isV1 = /^v?[1-9]/.test(helmfile.version);
  if (isV1 && semantics !== "v1") {
    warnings.push(
      `helmfile ${helmfile.version} takes helmfile.yaml for plain YAML, bump-envoy for a template; --semantics v1 makes it do the same`,
    );
  }
  if (!isV1 && semantics === "v1") {
    warnings.push(`bump-envoy is asked to be like helmfile v1 (--semantics v1), and helmfile is ${helmfile.version}`);
  }
  if (minorOf(helm.version) !== minorOf(helmBuild.version)) {
    warnings.push(`bump-envoy renders as helm ${helmBuild.version} does, and helm is ${helm.version}`);
  }
  return warnings;
}

function minorOf(version: string): string | undefined {
  return /\d+\.\d+/.exec(version)?.[0];
}
