import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config, StandIn } from "../../config/schema.ts";

/** What stands in for files of the deployment host, and where these lie where they exist. */
export interface StandInRules {
  /** The first whose path matches counts. */
  readonly standIns: readonly StandIn[];
  readonly hostFolders: readonly string[];
}

/** The stand-ins of the configuration and, after them, those of its preset where it fits the repository. */
export function standInRules(config: Config, root: string): StandInRules {
  const { standIns, hostFolders } = config;
  if (!usesDeploymentCharts(config, root)) return { standIns, hostFolders };
  return {
    standIns: [...standIns, ...deploymentCharts.standIns],
    hostFolders: [...hostFolders, ...deploymentCharts.hostFolders],
  };
}

/** Whether the preset of deployment-charts is on. */
export function usesDeploymentCharts({ preset }: Config, root: string): boolean {
  return preset === "deployment-charts" || (preset === "auto" && isDeploymentCharts(root));
}

/** Whether a repository looks like Wikimedia's deployment-charts from 2021 on: before, no helmfile named a host's files. */
function isDeploymentCharts(root: string): boolean {
  const has = (name: string) => existsSync(join(root, name));
  return has("helmfile.d") && has("charts") && (has(".rake_modules") || has(".fixtures"));
}

const defaults = "/etc/helmfile-defaults";

/** A service's own values for one environment, else those for all. */
const own = ["{service}/.fixtures/{environment}.yaml", "{service}/.fixtures.yaml"];

/**
 * What deployment-charts' CI puts in the place of the host's files: `patch_helmfile` in its `.rake_modules/tester/asset.rb`.
 * Two things differ from it. The services of a cluster come from the file that its `refresh_fixtures` writes for them; there,
 * `helmfile template` sees the general values a second time. And where nobody has written the general values of a cluster,
 * the listeners of the service proxy are better than nothing; in 2023 CI had only these.
 */
const deploymentCharts: StandInRules = {
  standIns: [
    {
      path: `${defaults}/general-{environment}.yaml`,
      files: [[".fixtures/general-{environment}.yaml", ".fixtures/service_proxy.yaml"], own],
      default: {},
    },
    {
      path: `${defaults}/clusterinfo-{environment}.yaml`,
      files: [".fixtures/clusterinfo-{environment}.yaml"],
      default: { kubernetesVersion: "1.31.2" },
    },
    {
      path: `${defaults}/services-{environment}.yaml`,
      files: [".fixtures/services-{environment}.yaml", own],
      default: {},
    },
    { path: `${defaults}/private/admin/{environment}.yaml`, files: [own] },
    { path: `${defaults}/private/admin/*/{environment}.yaml`, files: [own] },
  ],
  hostFolders: [defaults],
};
