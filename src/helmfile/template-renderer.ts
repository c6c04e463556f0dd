import { type ParsedTemplate, parseTemplate, type TemplateError, TemplateSet, type Tree } from "../gotemplate/index.ts";
import { spend } from "../govalue/allowance.ts";
import { GoError, type GoFunction, type GoFunctions } from "../govalue/function.ts";
import type { GoObject, GoValue } from "../govalue/value.ts";
import type { TemplateEnvironment } from "../helm/index.ts";
import { sprigFunctions } from "../sprig/index.ts";
import { LruCache } from "../sprig/lru-cache.ts";
import { HelmfileError, messageOf } from "./error.ts";
import { readFile } from "./files.ts";
import { commandFunctions } from "./functions/commands.ts";
import { fileFunctions } from "./functions/files.ts";
import { valueFunctions } from "./functions/values.ts";
import { cleanJoin } from "./paths.ts";
import type { SemanticsName } from "./semantics.ts";
import { globOnce } from "./storage.ts";
import { textOf } from "./texts.ts";
import type { Folder, World } from "./world.ts";

/**
 * What a template is rendered with. Values are shared between templates, and never changed; a template that changes the
 * maps it sees (`set`, `unset`, `merge`, ...) gets copies.
 */
export interface TemplateData {
  readonly shared: GoObject;
  readonly changeable: GoObject;
}

/** The functions that change a map, and `tpl`, whose text could name them. */
const changes = /\b(?:set|unset|setValueAtPath|(?:must)?[mM]erge(?:Overwrite)?|tpl)\b/;

/** The name that helmfile parses every text under. */
const templateName = "stringTemplate";
/** Helmfile allows a thousand, for which JavaScript's stack has no room. */
const maxNesting = 300;

/** What it takes to make a set of templates for a text. */
const setCost = 1000;

interface ParsedText {
  readonly template: ParsedTemplate;
  /** Whether an action in it names a function that changes what it is given. */
  readonly changes: boolean;
}

/** By semantics, since their functions differ. */
const parsedTexts: Readonly<Record<SemanticsName, LruCache<ParsedText>>> = {
  v0: new LruCache(1024),
  v1: new LruCache(1024),
};

/** What templates in a folder can use, and whether some of it changes what it is given. */
interface Helpers {
  readonly set: TemplateSet;
  readonly change: boolean;
  /** The texts that were rendered with them: releases have many in common, and each is rendered again until it is stable. */
  readonly prepared: Map<string, Prepared>;
}

/** A text as a template, with what it can use. */
interface Prepared {
  readonly set: TemplateSet;
  readonly main: Tree;
  /** Whether it may change the values that it is given. */
  readonly changes: boolean;
}

/** An evaluation reads the helpers of a folder once: by the pass and the folder. */
const helpersByWorld = new WeakMap<World, Map<string, Helpers>>();

/** Renders templates as helmfile's pkg/tmpl does: sprig and helmfile's own functions, and the helpers of `_*.tpl`. */
export class TemplateRenderer {
  readonly #world: World;
  readonly #folder: Folder;
  readonly #base: string;
  readonly #isFirstPass: boolean;
  #found: Helpers | undefined;

  /**
   * @param base - the folder of the template, relative to the state file's: `readFile` and helpers are relative to it
   * @param options.isFirstPass - whether missing keys are empty and nothing is read or run
   */
  constructor(world: World, folder: Folder, base: string, { isFirstPass = false } = {}) {
    this.#world = world;
    this.#folder = folder;
    this.#base = base;
    this.#isFirstPass = isFirstPass;
  }

  /** @throws {GoError | TemplateError} in helmfile's words */
  render(text: string, data: TemplateData): string {
    const helpers = this.#helpers();
    // Most texts are no templates.
    if (!text.includes("{{") && (text.trim() !== "" || helpers.set.lookup(templateName) === undefined)) return text;
    const { output, error } = this.renderTolerantly(text, data);
    if (error !== undefined) throw error;
    return output;
  }

  /**
   * Renders; where the execution fails, with what was printed until then.
   *
   * @throws {GoError | TemplateError} where the text or a helper cannot be parsed
   */
  renderTolerantly(text: string, data: TemplateData): { output: string; error: TemplateError | undefined } {
    const { prepared } = this.#helpers();
    let template = prepared.get(text);
    if (template === undefined) {
      template = this.#prepare(text);
      prepared.set(text, template);
    }
    const { set, main, changes } = template;
    return set.executeTolerantly(main, changes ? data.changeable : data.shared);
  }

  /** `tpl`: a template of its own, which sees the helpers but not what its caller defines. */
  renderNested(text: string, data: GoValue): string {
    const { set, main } = this.#prepare(text);
    return set.execute(main, data);
  }

  #prepare(text: string): Prepared {
    spend(setCost);
    const helpers = this.#helpers();
    const set = helpers.set.clone();
    bindTemplateFunctions(set, this);
    const { template, changes } = this.#parse(text, set);
    set.add(template);
    // What a helper file has outside of its definitions has the same name, and nothing does not replace it.
    const main = set.lookup(templateName) ?? template.main;
    return { set, main, changes: helpers.change || changes };
  }

  #helpers(): Helpers {
    this.#found ??= this.#known() ?? this.#findHelpers();
    return this.#found;
  }

  /** Those that another renderer of the same evaluation has found. */
  #known(): Helpers | undefined {
    return helpersByWorld.get(this.#world)?.get(this.#place);
  }

  get #place(): string {
    return `${this.#isFirstPass} ${this.#folder.absolute(this.#base)}`;
  }

  #findHelpers(): Helpers {
    const [world, folder] = [this.#world, this.#folder];
    const functions = sprigOf(world.clock);
    const missingKey = this.#isFirstPass ? "zero" : "error";
    const set = new TemplateSet({ name: templateName, functions, missingKey }, world.budget);
    set.bind(this.#functions());
    bindTemplateFunctions(set, this);
    let change = false;
    for (const path of globOnce(cleanJoin(this.#base, "_*.tpl"), folder, world)) {
      const text = textOf(readFile(world, folder, path));
      try {
        const { template, changes } = this.#parse(text, set);
        set.add(template);
        change ||= changes;
      } catch (error) {
        throw new HelmfileError(`failed to parse helper template ${path}: ${messageOf(error)}`, { cause: error });
      }
    }
    const helpers: Helpers = { set, change, prepared: new Map() };
    const known = helpersByWorld.get(world) ?? new Map();
    helpersByWorld.set(world, known.set(this.#place, helpers));
    return helpers;
  }

  #parse(text: string, set: TemplateSet): ParsedText {
    return parsedTexts[this.#world.semantics.name].get(text, () => ({
      template: parseTemplate(templateName, text, { has: (name) => set.function(name) !== undefined }),
      changes: changesValues(text),
    }));
  }

  #functions(): GoFunctions {
    const world = this.#world;
    const own = {
      ...valueFunctions(world.semantics),
      ...fileFunctions(world, this.#folder, this.#base, this.#isFirstPass),
      ...commandFunctions(world, this.#folder, this.#isFirstPass),
    };
    return new Map(Object.entries(own));
  }
}

/** Whether an action of a template names a function that changes what it is given. */
function changesValues(text: string): boolean {
  return changes.test(text) && (text.match(/\{\{.*?\}\}/gs) ?? []).some((action) => changes.test(action));
}

const sprigByClock = new WeakMap<TemplateEnvironment, GoFunctions>();

/** sprig's functions, whose `get` goes by another name: helmfile has one of its own. */
function sprigOf(clock: TemplateEnvironment): GoFunctions {
  let functions = sprigByClock.get(clock);
  if (functions === undefined) {
    const sprig = sprigFunctions(clock);
    const get = sprig.get("get");
    functions = new Map([...sprig, ...(get ? [["sprigGet", get] as const] : [])]);
    sprigByClock.set(clock, functions);
  }
  return functions;
}

function bindTemplateFunctions(set: TemplateSet, renderer: TemplateRenderer): void {
  let nesting = 0;
  set.bind(
    new Map<string, GoFunction>([
      [
        "include",
        {
          signature: "func(string, interface {}) (string, error)",
          call: (name: string, data: GoValue) => {
            if (nesting >= maxNesting) {
              throw new GoError(`rendering template has a nested reference name: ${name}: unable to execute template`);
            }
            nesting += 1;
            try {
              return set.execute(name, data);
            } finally {
              nesting -= 1;
            }
          },
        },
      ],
      [
        "tpl",
        {
          signature: "func(string, interface {}) (string, error)",
          call: (text: string, data: GoValue) => renderer.renderNested(text, data),
        },
      ],
    ]),
  );
}
