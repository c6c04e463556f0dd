import { bytesToText } from "../../govalue/text.ts";
import type { GoMap } from "../../govalue/value.ts";
import { type LoadedChart, mergeValueOptions, parseValuesFile, type ValueOptions } from "../../helm/index.ts";
import type { EvaluatedRelease, ReleaseInputs, World } from "../../helmfile/index.ts";
import type { PrintedImage } from "../images.ts";
import type { Release } from "../renderer.ts";
import type { KeptTarget } from "./kept-manifests.ts";
import {
  mergeInputs,
  type ReleaseRenderOptions,
  type RenderedManifests,
  renderParts,
  toValuesFile,
} from "./render-release.ts";

/** A target opened for a closer look: what its releases are made of, and what they become with other values. */
export interface InspectedTarget {
  /** What is installed and can be rendered, at least in part. */
  readonly releases: readonly InspectedRelease[];
  /** What is installed and could not be opened, or is not to be looked at. */
  readonly unopened: readonly Release[];
  /** Why something is missing. */
  readonly failures: readonly string[];
  /** The files that were read to evaluate the target, those of charts aside; absolute. */
  readonly stateFiles: readonly string[];
  /** What is kept of it where that is asked for. */
  readonly state: KeptTarget["state"];
}

export interface InspectedRelease {
  readonly release: Release;
  readonly chart: LoadedChart;
  /** Where the chart lies: a folder or archive, absolute. */
  readonly chartPath: string;
  /** The files of the chart, absolute. */
  readonly chartFiles: readonly string[];
  /** The files among helm's arguments that go over the defaults of the chart, and below all layers of the release. */
  readonly layersBelow: readonly ValuesLayer[];
  /** In the order in which they are merged over these. */
  readonly layers: readonly ValuesLayer[];
  /** All of them merged. Not to be changed. */
  readonly values: GoMap;
  /**
   * Renders the release as it is.
   *
   * @throws {HelmError} in helm's words, where it cannot be rendered at all
   */
  render(): RenderedManifests;
  /**
   * The images that the release would run if something were different, those of templates that fail left out. Schemas of
   * values do not matter.
   *
   * @throws {HelmError} where it could not be rendered at all
   */
  tryOut(difference: Difference): readonly PrintedImage[];
}

/** What is different when a release is tried out; what is left out is as it is. */
export interface Difference {
  /** In the place of the release's own, which are not changed. */
  readonly values?: GoMap;
  readonly chart?: LoadedChart;
  /** Only what these templates print is wanted, digests aside: by their paths, as manifests name their source. */
  readonly templates?: ReadonlySet<string> | undefined;
}

/** One element of what a release's values are merged from. */
export type ValuesLayer =
  | {
      readonly kind: "file";
      /** Absolute. */
      readonly path: string;
      /** Whether the file is a template, so that its values stand nowhere as they are. */
      readonly isTemplate: boolean;
      /** `undefined` where there is no such file. */
      readonly values: GoMap | undefined;
    }
  /** A map in a state file. */
  | { readonly kind: "inline"; readonly values: GoMap }
  /** An assignment such as helm's `--set` takes. */
  | { readonly kind: "set"; readonly assignment: string; readonly values: GoMap };

export interface OpenedChart {
  readonly chart: LoadedChart;
  readonly path: string;
  readonly files: readonly string[];
}

/**
 * Opens a release, to be rendered by who opens it.
 *
 * @throws {HelmError} in helm's words, where it cannot be rendered at all
 */
export function inspectRelease(
  world: World,
  evaluated: EvaluatedRelease,
  described: Release,
  opened: OpenedChart,
  options: ReleaseRenderOptions,
): Omit<InspectedRelease, "render"> {
  const inputs = evaluated.inputs();
  const values = mergeInputs(evaluated, inputs);
  const { chart, path: chartPath, files: chartFiles } = opened;
  return {
    release: described,
    ...{ chart, chartPath, chartFiles },
    layersBelow: argumentLayers(evaluated, evaluated.helmArguments().before.valuesFiles),
    layers: layersOf(evaluated, inputs),
    values,
    tryOut: (difference) =>
      renderParts(world, evaluated, difference.values ?? values, difference.chart ?? chart, {
        ...options,
        templates: difference.templates,
      }).images(),
  };
}

/**
 * The layers of a release, without its chart and what goes below them: what does not exist is among them, since it could be
 * made. Those of its values come first, in their order.
 */
export function layersOf(evaluated: EvaluatedRelease, inputs: ReleaseInputs): ValuesLayer[] {
  const { folder } = evaluated;
  const { before, after } = evaluated.helmArguments();
  const read = inputs.values[Symbol.iterator]();
  const valuesLayers = evaluated.sources().map((source): ValuesLayer => {
    if (source.kind === "file" && !source.exists) {
      return {
        kind: "file",
        path: folder.absolute(source.path),
        isTemplate: isTemplate(source.path),
        values: undefined,
      };
    }
    const { value } = read.next() as { value: ReleaseInputs["values"][number] };
    const file = toValuesFile(value);
    const values = "values" in file ? file.values : parseValuesFile(file.read());
    if (source.kind === "inline") return { kind: "inline", values };
    return { kind: "file", path: folder.absolute(source.path), isTemplate: isTemplate(source.path), values };
  });
  const readFile = (path: string) => bytesToText(evaluated.read(path));
  const assignments = (option: "setJson" | "set" | "setString" | "setFile" | "setLiteral", texts: readonly string[]) =>
    texts.map((assignment): ValuesLayer => {
      const options: ValueOptions = { [option]: [assignment], readFile };
      return { kind: "set", assignment, values: mergeValueOptions(options) };
    });
  return [
    ...valuesLayers,
    ...argumentLayers(evaluated, after.valuesFiles),
    ...assignments("setJson", [...before.setJson, ...after.setJson]),
    ...assignments("set", [...before.set, ...inputs.set, ...after.set]),
    ...assignments("setString", [...before.setString, ...inputs.setString, ...after.setString]),
    ...assignments("setFile", [...before.setFile, ...inputs.setFile, ...after.setFile]),
    ...assignments("setLiteral", [...before.setLiteral, ...after.setLiteral]),
  ];
}

/** Values files among helm's arguments: those of v1's `templateArgs` go below the values of a release, others go over them. */
function argumentLayers(evaluated: EvaluatedRelease, paths: readonly string[]): ValuesLayer[] {
  return paths.map((path) => {
    const read = () => bytesToText(evaluated.read(path));
    const values = mergeValueOptions({ files: [{ name: path, read }] });
    return { kind: "file", path: evaluated.folder.absolute(path), isTemplate: false, values };
  });
}

/** The files that helm is given as arguments: values, and what `--set-file` names. */
export function argumentFiles(evaluated: EvaluatedRelease, { setFile }: ReleaseInputs): string[] {
  const { before, after } = evaluated.helmArguments();
  const set = [...before.setFile, ...setFile, ...after.setFile].map((text) => text.slice(text.indexOf("=") + 1));
  return [...before.valuesFiles, ...after.valuesFiles, ...set];
}

function isTemplate(path: string): boolean {
  return path.endsWith(".gotmpl");
}
