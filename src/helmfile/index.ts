/** Helmfile state evaluated without helmfile: the semantics of helmfile v0.167.1, and of v1.8.0. */

export { HelmfileError, UnsupportedError } from "./error.ts";
export {
  type EvaluatedRelease,
  type Evaluation,
  type EvaluationRequest,
  evaluateHelmfile,
  type StateFailure,
} from "./evaluate.ts";
export type { HelmArguments } from "./helm-arguments.ts";
export type { ReleaseInputs, ReleaseValues, ReleaseValuesSource } from "./release-inputs.ts";
export { type Semantics, type SemanticsName, semanticsByName } from "./semantics.ts";
export { parseStateValues } from "./state-values-set.ts";
export type { ExecuteCommand, Folder, Note, World } from "./world.ts";
