import { posix } from "node:path";
import type { InspectedRelease, InspectedTarget, ValuesLayer } from "../render/embedded/inspect.ts";
import type { TargetRenderer } from "../render/embedded/target-renderer.ts";
import type { RenderTarget } from "../render/renderer.ts";
import { isWithin } from "../repository/is-within.ts";
import { chartDefaults } from "./chart-defaults.ts";
import { findInTexts } from "./find-in-texts.ts";
import type { LayerKind, OriginLayer, Site } from "./origin.ts";
import type { Sources } from "./sources.ts";
import { type KeyPath, textOfScalar, valueAt } from "./values-tree.ts";

/** Finds the layers that set a key, and where they do. */
export class LayerFinder {
  readonly #renderer: TargetRenderer;
  readonly #target: RenderTarget;
  readonly #inspected: InspectedTarget;
  readonly #sources: Sources;

  constructor(renderer: TargetRenderer, target: RenderTarget, inspected: InspectedTarget, sources: Sources) {
    this.#renderer = renderer;
    this.#target = target;
    this.#inspected = inspected;
    this.#sources = sources;
  }

  /** In merge order. */
  async find(release: InspectedRelease, path: KeyPath): Promise<OriginLayer[]> {
    const found = this.#defaults(release, path);
    const below = release.layersBelow.map((layer) => [-1, layer] as const);
    for (const [index, layer] of [...below, ...release.layers.entries()]) {
      const value = textOfScalar(layer.values && valueAt(layer.values, path));
      if (value !== undefined) found.push(await this.#describe(release, layer, index, path, value));
    }
    return found;
  }

  #defaults({ chart, chartPath }: InspectedRelease, path: KeyPath): OriginLayer[] {
    return chartDefaults(chart).flatMap(({ file: name, at, prefix, values }): OriginLayer[] => {
      if (!prefix.every((key, i) => path[i] === key)) return [];
      const below = path.slice(prefix.length);
      const value = textOfScalar(valueAt(values, below));
      if (value === undefined) return [];
      const file = posix.join(chartPath, name);
      const site = this.#sources.locate(file, [...at, ...below]);
      return [{ kind: "chart", file: this.#sources.nameOf(file), index: -1, value, site }];
    });
  }

  async #describe(
    release: InspectedRelease,
    layer: ValuesLayer,
    index: number,
    path: KeyPath,
    value: string,
  ): Promise<OriginLayer> {
    if (layer.kind === "file" && !layer.isTemplate) {
      const file = this.#sources.nameOf(layer.path);
      const behind = this.#renderer.filesBehind(this.#target, layer.path);
      const isOfHost = behind.length > 0 || !isWithin(layer.path, this.#renderer.root);
      const sites = (behind.length > 0 ? behind : [layer.path]).map((each) => this.#sources.locate(each, path));
      const site = sites.findLast((found) => found !== undefined);
      return { kind: isOfHost ? "stand-in" : "values", file, index, value, site };
    }
    const site = await this.#siteInState(release, index, path, value);
    if (layer.kind === "file") return { kind: "template", file: this.#sources.nameOf(layer.path), index, value, site };
    const kind: LayerKind = site && this.#isStateValue(site) ? "state" : layer.kind;
    return { kind, file: this.#target.helmfile, index, value, site };
  }

  /** Where the value of a layer that is made of templates stands: in a state file, in what it includes or in state values. */
  async #siteInState(
    { release }: InspectedRelease,
    index: number,
    path: KeyPath,
    value: string,
  ): Promise<Site | undefined> {
    const texts = this.#sources.texts(this.#inspected.stateFiles);
    const [found] = await findInTexts(texts, value, this.#sources.allowance, async (changed) => {
      const others = await this.#sources.rendererWith(changed).layers(this.#target);
      const same = others.find(
        (other) => other.release.name === release.name && other.release.namespace === release.namespace,
      );
      const values = same?.layers[index]?.values;
      return textOfScalar(values && valueAt(values, path));
    });
    return found && this.#sources.siteOf(found);
  }

  /** Whether a place is among the values that state files give themselves, and not among those of a release. */
  #isStateValue(site: Site): boolean {
    const lines = this.#sources.textAround(site).split("\n").slice(0, site.line);
    const part = lines.slice(lines.lastIndexOf("---") + 1);
    const above = part.findLast((each) => /^[A-Za-z]\w*:/.test(each)) ?? "releases:";
    return !/^(?:releases|templates|helmDefaults):/.test(above);
  }
}
