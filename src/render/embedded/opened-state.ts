import type { GoMap } from "../../govalue/value.ts";
import type { LoadedChart } from "../../helm/index.ts";
import type { EvaluatedRelease, World } from "../../helmfile/index.ts";
import type { Release } from "../renderer.ts";
import type { Stopwatch } from "./stopwatch.ts";
import type { SwitchedFiles } from "./switched-files.ts";

/** State that is evaluated, and whose releases can be rendered once more. */
export interface OpenedState {
  readonly world: World;
  /** Those of the world. */
  readonly files: SwitchedFiles;
  /** What its templates may take is measured with it. It stands still in the meantime. */
  readonly stopwatch: Stopwatch;
  /** In the order in which they are rendered. */
  readonly releases: readonly OpenedRelease[];
}

export interface OpenedRelease extends ReadyRelease {
  readonly release: EvaluatedRelease;
  readonly described: Release;
}

/** What a release is rendered from. */
export interface ReadyRelease {
  readonly chart: LoadedChart;
  readonly values: GoMap;
  /** Whether its values have taken no random bytes. */
  readonly isFresh: boolean;
}
