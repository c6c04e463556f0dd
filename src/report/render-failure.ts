import { type RenderFailure, withoutPath } from "../bump/plan.ts";
import { onOneLine } from "../on-one-line.ts";
import { placeJson } from "./place-json.ts";

/** A failure for people: where, and what went wrong. */
export function describeFailure({ helmfile, environment, message }: RenderFailure): string {
  return placeFailure({ helmfile: helmfile.path, environment, message }).replaceAll("\n", "\n    ");
}

/** What went wrong behind where that was, with the path of the helmfile once. */
export function placeFailure({ helmfile, environment, message }: PlacedFailure): string {
  const place = environment === undefined ? helmfile : `${helmfile} (${environment})`;
  return `${onOneLine(place)}: ${withoutPath(message, helmfile)}`;
}

export interface PlacedFailure {
  /** The path of its file. */
  readonly helmfile: string;
  readonly environment: string | undefined;
  readonly message: string;
}

/** That no release was found to run an image. @param failures - how many there are: what could not be rendered may run it */
export function noneRuns(wanted: readonly string[], failures: number): string {
  return `${failures > 0 ? "none of what could be rendered" : "no release"} runs an image named ${wanted.join(" or ")}`;
}

/** A failure for programs. */
export function failureJson({ helmfile, environment, message }: RenderFailure) {
  return {
    ...placeJson(helmfile, environment),
    helmfile: helmfile.path,
    message,
  };
}
