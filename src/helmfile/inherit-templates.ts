import { spend } from "../govalue/allowance.ts";
import type { Shape, StructShape } from "../goyaml/index.ts";
import { HelmfileError, messageOf } from "./error.ts";
import { isEmpty, merge } from "./merge.ts";
import type { SemanticsName } from "./semantics.ts";
import { type HelmState, type Inherit, type ReleaseSpec, releaseShape } from "./spec.ts";
import type { World } from "./world.ts";

/**
 * What a field holds that is a pointer in Go, such as `installed`. Specs share it, as they do in helmfile: what a release
 * has of its own is written into the template that it inherits from, and seen by the releases after it.
 */
class Pointer {
  value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** A {@link ReleaseSpec} whose pointers are {@link Pointer}s. */
type SharedSpec = Readonly<Record<string, unknown>>;

/** What it takes to go through the fields of a release. */
const releaseCost = 2000;

class CyclicInheritanceError extends HelmfileError {}

/** The fields of a release that are pointers, and the shape of the others. */
function fieldsOf(release: StructShape): { readonly pointers: readonly string[]; readonly others: Shape } {
  const fields = Object.entries(release.fields);
  return {
    pointers: fields.filter(([, { kind }]) => kind === "pointer").map(([field]) => field),
    others: { ...release, fields: Object.fromEntries(fields.filter(([, { kind }]) => kind !== "pointer")) },
  };
}

const releaseFields: Readonly<Record<SemanticsName, ReturnType<typeof fieldsOf>>> = {
  v0: fieldsOf(releaseShape.v0),
  v1: fieldsOf(releaseShape.v1),
};

/** The templates of releases of a state, for its releases in their order (`releaseWithInheritedTemplate`). */
export class TemplateInheritance {
  readonly #world: World;
  readonly #defaults: readonly string[];
  readonly #written: ReadonlyMap<string, ReleaseSpec>;
  readonly #templates = new Map<string, SharedSpec>();
  readonly #pointers: readonly string[];
  readonly #shape: Shape;

  constructor(world: World, { defaultInherit = [], templates = new Map() }: HelmState) {
    this.#world = world;
    this.#defaults = defaultInherit;
    this.#written = templates;
    const { pointers, others } = releaseFields[world.semantics.name];
    this.#pointers = pointers;
    this.#shape = others;
  }

  /** A release with the templates that it names, in their order, below it. */
  release(written: ReleaseSpec): ReleaseSpec {
    const inherit = withDefaults(this.#defaults, written.inherit ?? []);
    if (inherit.length === 0) {
      spend(releaseCost);
      return written;
    }
    try {
      return this.#plain(this.#inherit(this.#shared({ ...written, inherit }), []));
    } catch (error) {
      if (!(error instanceof CyclicInheritanceError)) throw error;
      throw new HelmfileError(`unable to load release "${written.name ?? ""}" with template: ${error.message}`, {
        cause: error,
      });
    }
  }

  /** @param path - the templates on the way here */
  #inherit(release: SharedSpec, path: readonly string[]): SharedSpec {
    spend(releaseCost + path.length);
    const { inherit = [], name = "", ...own } = release as ReleaseSpec & SharedSpec;
    let merged: SharedSpec = {};
    for (const { template = "", except = [] } of inherit) {
      if (template === "") return release;
      if (path.includes(template)) {
        throw new CyclicInheritanceError(`cyclic inheritance detected: ${[...path, template].join("->")}`);
      }
      const source = this.#template(template);
      if (source === undefined) {
        throw new HelmfileError(`release "${name}" tried to inherit inexistent release template "${template}"`);
      }
      merged = this.#merge(merged, without(this.#inheritTemplate(source, [...path, template]), except, this.#world));
    }
    return this.#merge(merged, { ...own, ...(name && { name }) });
  }

  #template(name: string): SharedSpec | undefined {
    let template = this.#templates.get(name);
    const written = this.#written.get(name);
    if (template === undefined && written !== undefined) {
      template = this.#shared(written);
      this.#templates.set(name, template);
    }
    return template;
  }

  #inheritTemplate(template: SharedSpec, path: readonly string[]): SharedSpec {
    try {
      return this.#inherit(template, path);
    } catch (error) {
      if (error instanceof CyclicInheritanceError) throw error;
      const message = `unable to load release template "${path.at(-1) ?? ""}": ${messageOf(error)}`;
      throw new HelmfileError(message, { cause: error });
    }
  }

  /** mergo's `Merge` with lists appended; its option to copy lists deeply comes with overriding. */
  #merge(target: SharedSpec, source: SharedSpec): SharedSpec {
    const merged = { ...(merge(target, source, this.#shape, { override: true, append: true }) as SharedSpec) };
    for (const field of this.#pointers) {
      const [own, other] = [target[field], source[field]] as (Pointer | undefined)[];
      if (other === undefined) continue;
      if (own === undefined) merged[field] = other;
      else if (!isEmpty(other.value)) own.value = other.value;
    }
    return merged;
  }

  #shared(spec: ReleaseSpec): SharedSpec {
    return mapFields(spec as SharedSpec, this.#pointers, (value) => new Pointer(value));
  }

  #plain(spec: SharedSpec): ReleaseSpec {
    return mapFields(spec, this.#pointers, (pointer) => (pointer as Pointer).value) as ReleaseSpec;
  }
}

function mapFields(spec: SharedSpec, fields: readonly string[], change: (value: unknown) => unknown): SharedSpec {
  const changed = fields.filter((field) => spec[field] !== undefined).map((field) => [field, change(spec[field])]);
  return { ...spec, ...Object.fromEntries(changed) };
}

function withDefaults(defaults: readonly string[], own: readonly Inherit[]): readonly Inherit[] {
  if (defaults.length === 0) return own;
  const given = own.filter(({ template = "" }) => template.trim() !== "");
  const names = new Set(given.map(({ template = "" }) => template.trim()));
  const added = [...new Set(defaults)].filter((name) => !names.has(name));
  return [...added.map((template) => ({ template })), ...given];
}

/** What `except` can leave out. */
const excludable = ["labels", "values", "valuesTemplate", "setTemplate", "set", "secrets"] as const;
const excludableV1 = [...excludable, "setString"] as const;

function without(release: SharedSpec, fields: readonly string[], { semantics }: World): SharedSpec {
  const known: readonly string[] = semantics.name === "v0" ? excludable : excludableV1;
  const unknown = fields.find((field) => !known.includes(field));
  if (unknown !== undefined) {
    throw new HelmfileError(
      `"${unknown}" is not allowed under \`inherit\`. Allowed values are "set", "setTemplate", "values", "valuesTemplate", "secrets", and "labels"`,
    );
  }
  return Object.fromEntries(Object.entries(release).filter(([field]) => !fields.includes(field)));
}
