import {
  isStackOverflow,
  type ParsedTemplate,
  parseTemplate,
  TemplateError,
  type TemplateSet,
} from "../../gotemplate/index.ts";
import { spend } from "../../govalue/allowance.ts";
import { GoError, type GoFunction, type GoFunctions } from "../../govalue/function.ts";
import { quote } from "../../govalue/strconv.ts";
import type { GoValue } from "../../govalue/value.ts";
import { LruCache } from "../../sprig/lru-cache.ts";
import { helmFunctions } from "../functions.ts";
import type { TemplateEnvironment } from "./environment.ts";
import type { PrintedBefore } from "./printed-before.ts";
import { markMessage } from "./template-errors.ts";
import { watchedEnvironment, watchFunctions } from "./watched-functions.ts";

/**
 * How many templates may be open in each other through `include`. Helm allows a thousand of the same name, for which
 * JavaScript's stack has no room.
 */
const maxNesting = 300;
/** The name that texts given to `tpl` are parsed under: that of helm's outermost template. */
const tplName = "gotpl";

const functionsOf = new WeakMap<TemplateEnvironment, GoFunctions>();

/** The functions of helm's engine, but for those that need the templates themselves. */
export function engineFunctions(environment: TemplateEnvironment): GoFunctions {
  let functions = functionsOf.get(environment);
  if (functions === undefined) {
    const all = helmFunctions(watchedEnvironment(environment));
    for (const [name, own] of Object.entries(ownFunctions)) all.set(name, own);
    watchFunctions(all);
    functions = all;
    functionsOf.set(environment, functions);
  }
  return functions;
}

const ownFunctions: Readonly<Record<string, GoFunction>> = {
  required: {
    signature: "func(string, interface {}) (interface {}, error)",
    call(warning: GoValue, value: GoValue) {
      if (value === null || value === "") throw new GoError(markMessage(String(warning)));
      return value;
    },
  },
  fail: {
    signature: "func(string) (string, error)",
    call(message: GoValue) {
      throw new GoError(markMessage(String(message)));
    },
  },
  /** There is no cluster to look into. */
  lookup: {
    signature: "func(string, string, string, string) (map[string]interface {}, error)",
    call: () => new Map(),
  },
};

/**
 * Binds `include` and `tpl` to a set of templates.
 *
 * @param printed what templates of the set have printed, where the set does not change any more while it is executed
 * @param nesting how many templates are open at the moment; shared with the sets that `tpl` makes
 */
export function bindEngineFunctions(set: TemplateSet, printed?: PrintedBefore, nesting: Nesting = { depth: 0 }): void {
  set.bind(
    new Map<string, GoFunction>([
      [
        "include",
        {
          signature: "func(string, interface {}) (string, error)",
          call: (name: string, data: GoValue) => include(set, printed, nesting, name, data),
        },
      ],
      [
        "tpl",
        {
          signature: "func(string, interface {}) (string, error)",
          call: (text: string, data: GoValue) => tpl(set, nesting, text, data),
        },
      ],
    ]),
  );
}

interface Nesting {
  depth: number;
}

function include(
  set: TemplateSet,
  printed: PrintedBefore | undefined,
  nesting: Nesting,
  name: string,
  data: GoValue,
): string {
  const { depth } = nesting;
  if (depth >= maxNesting) throw nestedTooDeeply(name);
  const tree = set.lookup(name);
  if (tree === undefined) {
    throw new GoError(`template: no template ${quote(name)} associated with template ${quote(tplName)}`);
  }
  nesting.depth = depth + 1;
  try {
    const print = () => set.execute(tree, data);
    return printed === undefined ? print() : printed.execute(tree, data, print);
  } catch (error) {
    throw isStackOverflow(error) ? nestedTooDeeply(name) : error;
  } finally {
    nesting.depth = depth;
  }
}

function nestedTooDeeply(name: string): GoError {
  return new GoError(`rendering template has a nested reference name: ${name}: unable to execute template`);
}

/** What it takes to make a set of templates for a text. */
const tplCost = 1000;

const parsedTexts = new LruCache<ParsedTemplate>(1024);

/** What the text defines is known in it, and in the texts that it gives to `tpl` itself, but not to its caller. */
function tpl(parent: TemplateSet, nesting: Nesting, text: string, data: GoValue): string {
  spend(tplCost);
  const set = parent.clone();
  bindEngineFunctions(set, undefined, nesting);
  const parsed = wrapping(`cannot parse template ${quote(text)}`, () =>
    parsedTexts.get(text, () => parseTemplate(tplName, text, { has: (name) => set.function(name) !== undefined })),
  );
  set.add(parsed);
  const output = wrapping(`error during tpl function execution for ${quote(text)}`, () =>
    set.execute(parsed.main, data),
  );
  return output.replaceAll("<no value>", "");
}

function wrapping<T>(context: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new GoError(`${context}: ${error.message}`, { cause: error });
  }
}
