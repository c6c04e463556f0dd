import { spend } from "../../govalue/allowance.ts";
import type { GoMap } from "../../govalue/value.ts";
import { extension, join } from "../path.ts";
import type { SchemaValidator } from "../values/schema-validator.ts";
import type { ChartFile } from "./file.ts";
import type { Metadata } from "./metadata.ts";

/** A chart as it is loaded. It is shared between renders and never changed; a render works on an {@link instance}. */
export interface LoadedChart {
  readonly metadata: Readonly<Metadata>;
  /** The default values; none where there is no values.yaml. */
  readonly values: GoMap | undefined;
  readonly schema: SchemaValidator | undefined;
  readonly templates: readonly ChartFile[];
  /** All files that are neither templates, nor subcharts, nor one of the files that helm itself reads. */
  readonly files: readonly ChartFile[];
  readonly dependencies: readonly LoadedChart[];
}

/**
 * A chart within one render, as helm's `chart.Chart`. Resolving its dependencies changes it, and in Go some parts of copies
 * stay shared: an aliased copy keeps the subcharts of the original, whose parent is then still the original.
 */
export class Chart {
  metadata: Metadata;
  values: GoMap | undefined;
  readonly loaded: LoadedChart;
  #parent: Chart | undefined;
  #dependencies: readonly Chart[] = [];

  private constructor(loaded: LoadedChart, metadata: Metadata) {
    this.loaded = loaded;
    this.metadata = metadata;
    this.values = loaded.values;
  }

  /** A chart and its subcharts, fresh for one render. */
  static instantiate(loaded: LoadedChart): Chart {
    spend(500 + 20 * (loaded.metadata.dependencies?.length ?? 0));
    const dependencies = loaded.metadata.dependencies?.map((dependency) => ({ ...dependency }));
    const chart = new Chart(loaded, { ...loaded.metadata, dependencies });
    chart.dependencies = loaded.dependencies.map((dependency) => Chart.instantiate(dependency));
    return chart;
  }

  /** A copy under another name; it shares its subcharts, and the entries of its `dependencies`, with this one. */
  aliased(name: string): Chart {
    const copy = new Chart(this.loaded, { ...this.metadata, name });
    copy.values = this.values;
    copy.#parent = this.#parent;
    copy.#dependencies = this.#dependencies;
    return copy;
  }

  get name(): string {
    return this.metadata.name;
  }

  get isRoot(): boolean {
    return this.#parent === undefined;
  }

  get isLibrary(): boolean {
    return this.metadata.type.toLowerCase() === "library";
  }

  get dependencies(): readonly Chart[] {
    return this.#dependencies;
  }

  set dependencies(charts: readonly Chart[]) {
    this.#dependencies = charts;
    for (const chart of charts) chart.#parent = this;
  }

  /** The path that stands before the names of its templates: `parent/charts/child`. */
  get fullPath(): string {
    return this.#parent === undefined ? this.name : `${this.#parent.fullPath}/charts/${this.name}`;
  }

  /** The files of `crds/`, with those of the subcharts behind them. */
  crds(): { readonly path: string; readonly file: ChartFile }[] {
    const own = this.loaded.files
      .filter(({ name }) => name.startsWith("crds/") && /^\.(ya?ml|json)$/i.test(extension(name)))
      .map((file) => ({ path: join(this.fullPath, file.name), file }));
    return [...own, ...this.dependencies.flatMap((dependency) => dependency.crds())];
  }
}
