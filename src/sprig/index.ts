import type { GoFunction, GoFunctions } from "../govalue/function.ts";
import { caseFunctions } from "./case.ts";
import { certificateFunctions } from "./certificates.ts";
import { cryptoFunctions } from "./crypto.ts";
import { dateFunctions } from "./dates.ts";
import { defaultFunctions } from "./defaults.ts";
import { dictFunctions } from "./dicts.ts";
import { encodingFunctions } from "./encoding.ts";
import { defaultSprigLimits, type SprigEnvironment } from "./environment.ts";
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
export function sprigFunctions(environment: SprigEnvironment): GoFunctions {
  const { limits = defaultSprigLimits } = environment;
  const families: Record<string, GoFunction>[] = [
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
    dateFunctions(environment),
    randomFunctions(environment, limits),
    cryptoFunctions(environment),
    certificateFunctions(environment),
  ];
  return new Map(families.flatMap((family) => Object.entries(family)));
}
