// A tree of helmfiles, and the real helmfile for it: what the scripts share that hold bump-envoy against helmfile.
import { join } from "node:path";
import { loadConfig } from "../dist/config/load.js";
import { createHelmfileRenderer } from "../dist/render/helmfile.js";
import { scanRepository } from "../dist/repository/scan.js";
import { standInRules } from "../dist/repository/stand-ins/preset.js";
import { buildTools } from "./tools.mjs";

/** The options of these scripts, for `parseArgs`. */
export const treeOptions = /** @type {const} */ ({
  helmfile: { type: "string" },
  helm: { type: "string" },
  below: { type: "string", default: "helmfile.d/services" },
  environment: { type: "string", short: "e", multiple: true, default: ["staging", "eqiad", "codfw"] },
  image: { type: "string", multiple: true, default: ["envoy", "envoy-*"] },
});

/**
 * Opens a tree.
 *
 * @param {string} root - its real path
 * @param {{ helmfile?: string | undefined, helm?: string | undefined }} binaries - those that tools/build.sh has built by default
 */
export async function openTree(root, { helmfile, helm }) {
  const tools = helmfile && helm ? "" : buildTools();
  const helmfileBinary = helmfile ?? join(tools, "helmfile-v0.167.1", "helmfile");
  const helmBinary = helm ?? join(tools, "helm-v3.19.5", "helm");
  const config = await loadConfig(root, undefined, root);
  const { helmfiles, stateFiles } = await scanRepository(root, config);
  const { charts, dropFields, timeout } = config;
  return {
    config,
    helmfiles,
    /** What renders the tree, or a copy of it, with the real helmfile. @param {string} folder @param {number} concurrency */
    openHelmfile: (folder, concurrency) =>
      createHelmfileRenderer({
        ...{ root: folder, stateFiles, charts, dropFields, standIns: standInRules(config, folder), timeout },
        ...{ concurrency, helmfileBinary, helmBinary },
      }),
  };
}
