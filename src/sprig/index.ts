import type { GoFunction, GoFunctions } from "../govalue/function.ts";
import { caseFunctions } from "./case.ts";
import { certificateFunctions } from "./certificates.ts";
import { cryptoFunctions } from "./crypto.ts";
import { dateFunctions } from "./dates.ts";
import { defaultFunctions } from "./defaults.ts";
import { dictFunctions } from "./dicts.ts";
import { encodingFunctions } from "./encoding.ts";
import { defaultSprigLimits, type SprigEnvironment, type SprigLimits } from "./environment.ts";
import { flowFunctions } from "./flow.ts";
import { jsonFunctions } from "./json.ts";
import { listFunctions } from "./lists.ts";
import { numberFunctions } from "./numbers.ts";
import { pathFunctions } from "./paths.ts";
import { randomFunctions } from "./random.ts";
import { reflectionFunctions } from "./reflection.ts";
import { regexFunctions } from "./regex.ts";
import { semverFunctions } from "./semver.ts";
import { stringFunctions } from "./strings.ts";
import { urlFunctions } from "./urls.ts";
import { wrapFunctions } from "./wrap.ts";

export { defaultSprigLimits, type SprigEnvironment, type SprigLimits } from "./environment.ts";

/**
 * The template functions of Masterminds/sprig v3.3.0 (`TxtFuncMap`) as Helm v3.19.5 registers them: without `env` and
 * `expandenv`, and with a `getHostByName` that looks nothing up.
 */
export function sprigFunctions(environment: SprigEnvironment): Map<string, GoFunction> {
  const { limits = defaultSprigLimits } = environment;
  const functions = new Map(fixedFunctions(limits));
  addTo(functions, [
    dateFunctions(environment),
    randomFunctions(environment, limits),
    cryptoFunctions(environment),
    certificateFunctions(environment),
  ]);
  return functions;
}

const fixed = new WeakMap<SprigLimits, GoFunctions>();

/** Those that need nothing of an environment but its limits. They are made only once. */
function fixedFunctions(limits: SprigLimits): GoFunctions {
  const known = fixed.get(limits);
  if (known !== undefined) return known;
  const functions = new Map<string, GoFunction>();
  addTo(functions, [
    stringFunctions(limits),
    caseFunctions,
    wrapFunctions(limits),
    listFunctions,
    dictFunctions,
    flowFunctions,
    defaultFunctions,
    numberFunctions(limits),
    encodingFunctions,
    jsonFunctions,
    reflectionFunctions,
    pathFunctions,
    urlFunctions,
    regexFunctions(limits),
    semverFunctions,
  ]);
  fixed.set(limits, functions);
  return functions;
}

function addTo(functions: Map<string, GoFunction>, families: readonly Readonly<Record<string, GoFunction>>[]): void {
  for (const family of families) {
    for (const [name, implementation] of Object.entries(family)) functions.set(name, implementation);
  }
}
