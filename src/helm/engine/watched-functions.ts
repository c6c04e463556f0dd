import type { GoFunction } from "../../govalue/function.ts";
import type { GoValue } from "../../govalue/value.ts";
import { isOwn, noteChange, noteLook, noteOwn } from "./effects.ts";
import type { TemplateEnvironment } from "./environment.ts";
import { TemplateDot } from "./template-dot.ts";

/** The environment; that something is taken from it is noted. */
export function watchedEnvironment(environment: TemplateEnvironment): TemplateEnvironment {
  return {
    ...environment,
    now() {
      noteLook();
      return environment.now();
    },
    randomBytes(count) {
      noteLook();
      return environment.randomBytes(count);
    },
  };
}

type Call = GoFunction["call"];

/** Functions whose result is a map that nobody has yet, whatever is in it. */
const makers = ["dict", "deepCopy", "mustDeepCopy"];
/** These change their first argument, and nothing within; no other function changes anything but {@link mergers}. */
const setters = ["set", "unset"];
/** These change their first argument, and the maps that are both in it and in another one. */
const mergers = ["merge", "mustMerge", "mergeOverwrite", "mustMergeOverwrite"];

const watches: readonly (readonly [names: readonly string[], watch: (call: Call) => Call])[] = [
  [
    makers,
    (call) =>
      (...args) => {
        const made = call(...args);
        if (made instanceof Map) noteOwn(made);
        return made;
      },
  ],
  [
    setters,
    (call) =>
      (...args) => {
        if (!isAlone(args[0] ?? null)) noteChange();
        return call(...args);
      },
  ],
  [
    mergers,
    (call) =>
      (...args) => {
        const [target = null, ...sources] = args;
        if (!isAlone(target) || sources.some(hasMaps)) noteChange();
        return call(...args);
      },
  ],
];

/** Replaces functions, so that it is noted when they change something that other templates may see. */
export function watchFunctions(functions: Map<string, GoFunction>): void {
  for (const [names, watch] of watches) {
    for (const name of names) {
      const known = functions.get(name);
      if (known !== undefined) functions.set(name, { signature: known.signature, call: watch(known.call) });
    }
  }
}

/** Whether a map is no other template's, or is one that notes itself what becomes of it. */
function isAlone(map: GoValue): boolean {
  return isOwn(map) || map instanceof TemplateDot;
}

function hasMaps(value: GoValue): boolean {
  return value instanceof Map && [...value.values()].some((item) => item instanceof Map);
}
