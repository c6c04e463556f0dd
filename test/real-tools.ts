import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe } from "vitest";

const cache =
  process.env["BUMP_ENVOY_TOOLS"] ??
  join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "bump-envoy", "tools");

/** The real tools, built by `tools/build.sh`. */
export const realTools = {
  helm: join(cache, "helm-v3.19.5", "helm"),
  helmfile: join(cache, "helmfile-v0.167.1", "helmfile"),
  helmfileV1: join(cache, "helmfile-v1.8.0", "helmfile"),
};

const missing = Object.values(realTools).filter((path) => !existsSync(path));

/** Tests that need the real tools; where these are missing, the name of the skipped tests says so. */
export function describeWithRealTools(name: string, tests: () => void): void {
  const reason = missing.length > 0 ? " (skipped: tools/build.sh has not built the real tools)" : "";
  describe.skipIf(missing.length > 0)(name + reason, tests);
}
