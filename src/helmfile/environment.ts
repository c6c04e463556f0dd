import type { GoMap } from "../govalue/value.ts";
import { mergeMaps, mergeValues } from "./merge.ts";
import type { Semantics } from "./semantics.ts";
import { copyThroughYaml } from "./values.ts";

/** An environment with its values (`environment.Environment` of helmfile). Nothing in it is ever changed. */
export interface Environment {
  readonly name: string;
  readonly kubeContext: string;
  /** Of `environments:`. */
  readonly values: GoMap;
  /** Of the top-level `values:`, below those. */
  readonly defaults: GoMap;
  /** Of `--state-values-set`, above all others; in v0 they are part of `values`. */
  readonly overrides: GoMap;
}

export function emptyEnvironment(name: string): Environment {
  return { name, kubeContext: "", values: new Map(), defaults: new Map(), overrides: new Map() };
}

/** How an environment is merged over another: `Environment.Merge`, and what helmfile does in its place here and there. */
export class EnvironmentMerger {
  readonly #sparse: boolean;

  constructor({ mergesSparseLists }: Semantics) {
    this.#sparse = mergesSparseLists;
  }

  /** `Environment.Merge`, where either may be nil. */
  merge(base: Environment | undefined, over: Environment | undefined): Environment | undefined {
    if (base === undefined) return over === undefined ? undefined : this.copy(over);
    return over === undefined ? this.copy(base) : this.over(this.copy(base), over);
  }

  /** The same without the copy, which in v0 goes through YAML. */
  over(base: Environment, over: Environment): Environment {
    return {
      name: over.name || base.name,
      kubeContext: over.kubeContext || base.kubeContext,
      values: this.layer(base.values, over.values),
      defaults: this.layer(base.defaults, over.defaults),
      overrides: mergeMaps(base.overrides, over.overrides, "elements"),
    };
  }

  layer(base: GoMap, over: GoMap): GoMap {
    return this.#sparse ? mergeMaps(base, over) : mergeValues(base, over, { override: true, append: false });
  }

  /** `Environment.GetMergedValues`: what templates see as `.Values`. */
  mergedValues({ defaults, values, overrides }: Environment): GoMap {
    return mergeMaps(this.layer(this.layer(new Map(), defaults), values), overrides, "elements");
  }

  /**
   * The environment after its values were merged: in v0 the maps among its defaults, of which the merged values are made,
   * have taken in the values then.
   */
  settled(environment: Environment): Environment {
    const { defaults, values } = environment;
    if (this.#sparse || defaults.size === 0) return environment;
    const shared = [...values].filter(([key, value]) => value instanceof Map && defaults.get(key) instanceof Map);
    return { ...environment, defaults: this.layer(defaults, new Map(shared)) };
  }

  private copy(environment: Environment): Environment {
    if (this.#sparse) return environment;
    const [values, defaults] = [copyThroughYaml(environment.values), copyThroughYaml(environment.defaults)];
    if (values === environment.values && defaults === environment.defaults) return environment;
    return { ...environment, values, defaults };
  }
}
