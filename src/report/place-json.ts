import type { Helmfile } from "../repository/scan.ts";

/** Where something is, for programs. */
export function placeJson({ service, cluster }: Helmfile, environment: string | undefined) {
  return { service, cluster: cluster ?? null, environment: environment ?? null };
}
