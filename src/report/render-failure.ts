import type { RenderFailure } from "../bump/plan.ts";
import { onOneLine } from "../on-one-line.ts";

/** A failure for people: where, and what went wrong. */
export function describeFailure({ helmfile, environment, message }: RenderFailure): string {
  const place = `${helmfile.path}${environment === undefined ? "" : ` (${environment})`}`;
  return `${onOneLine(place)}: ${message.replaceAll("\n", "\n    ")}`;
}

/** A failure for programs. */
export function failureJson({ helmfile, environment, message }: RenderFailure) {
  return {
    service: helmfile.service,
    cluster: helmfile.cluster ?? null,
    environment: environment ?? null,
    helmfile: helmfile.path,
    message,
  };
}
