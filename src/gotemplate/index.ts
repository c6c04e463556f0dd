/** Go's text/template: parses templates and executes them on values of `govalue`. */

export { isStackOverflow, TemplateError } from "./error.ts";
export type { MissingKey } from "./evaluation-state.ts";
export type { FunctionNames } from "./expression-parser.ts";
export type { Limits, TimeLimit } from "./limits.ts";
export { Budget, defaultLimits } from "./limits.ts";
export { parseTemplate } from "./parser.ts";
export type { TemplateSetOptions } from "./template-set.ts";
export { TemplateSet } from "./template-set.ts";
export type { ParsedTemplate, Source, Tree } from "./tree.ts";
export { renameParsed } from "./tree.ts";
