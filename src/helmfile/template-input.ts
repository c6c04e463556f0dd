import type { GoMap, GoObject } from "../govalue/value.ts";
import { deepCopy } from "../sprig/deep-copy.ts";
import type { Environment } from "./environment.ts";
import type { SemanticsName } from "./semantics.ts";
import { environmentData, releaseData, type StateOverrides, type TemplatedRelease } from "./template-data.ts";
import type { TemplateData } from "./template-renderer.ts";

/**
 * The data of state files and of environment values files. A template that changes it changes its own copy.
 *
 * @param name - of the environment
 * @param find - what else there is to know, which is asked for where a template wants more than the name
 */
export function dataOfEnvironment(
  name: string,
  find: () => { readonly environment: Environment; readonly values: GoMap },
  semantics: SemanticsName,
): TemplateData {
  let found: ReturnType<typeof find> | undefined;
  const known = () => {
    found ??= find();
    return found;
  };
  return lazily((copied) => {
    if (!copied) return environmentData(name, known, semantics);
    // Few templates ask for both, and a copy takes its time.
    let environment: Environment | undefined;
    let values: GoMap | undefined;
    const copies = {
      get environment() {
        environment ??= copyEnvironment(known().environment);
        return environment;
      },
      get values() {
        values ??= copyMap(known().values);
        return values;
      },
    };
    return environmentData(name, () => copies, semantics);
  });
}

/** The values of a state, for the templates of its releases. What one of them changes, the later ones see. */
export class StateValues {
  readonly #semantics: SemanticsName;
  #environment: Environment;
  #values: GoMap;
  #isCopied = false;

  constructor(environment: Environment, values: GoMap, semantics: SemanticsName) {
    this.#semantics = semantics;
    this.#environment = environment;
    this.#values = values;
  }

  /** Whether a template can have changed them. */
  get mayHaveChanged(): boolean {
    return this.#isCopied;
  }

  /** What is not to be changed. */
  get values(): GoMap {
    return this.#values;
  }

  dataOfRelease(release: TemplatedRelease, overrides: StateOverrides): TemplateData {
    return lazily((copied) => {
      if (copied) this.#copy();
      return releaseData(release, this.#environment, this.#values, overrides, this.#semantics);
    });
  }

  #copy(): void {
    if (this.#isCopied) return;
    this.#environment = copyEnvironment(this.#environment);
    this.#values = copyMap(this.#values);
    this.#isCopied = true;
  }
}

function lazily(make: (copied: boolean) => GoObject): TemplateData {
  return {
    get shared() {
      return make(false);
    },
    get changeable() {
      return make(true);
    },
  };
}

function copyEnvironment(environment: Environment): Environment {
  const { values, defaults, overrides } = environment;
  return { ...environment, values: copyMap(values), defaults: copyMap(defaults), overrides: copyMap(overrides) };
}

function copyMap(map: GoMap): GoMap {
  return deepCopy(map) as GoMap;
}
