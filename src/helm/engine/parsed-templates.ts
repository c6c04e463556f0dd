import { type FunctionNames, type ParsedTemplate, parseTemplate, renameParsed } from "../../gotemplate/index.ts";
import { LruCache } from "../../sprig/lru-cache.ts";
import type { ChartFile } from "../chart/file.ts";

/** By its path, since an alias of a subchart gives its templates another one. */
const ofFiles = new WeakMap<ChartFile, Map<string, ParsedTemplate>>();
/** Charts of one repository have many files in common. */
const ofTexts = new LruCache<ParsedTemplate>(4096);

/** What it takes to parse a file, in units of the allowance, also where that has been done before. */
export function parseCost(file: ChartFile): number {
  return 100 + file.data.length / 8;
}

/**
 * What a text is parsed to, under the name that it was parsed under first.
 *
 * @param functions - that templates of helm may name; always the same ones
 * @throws TemplateError
 */
export function parsedText(text: string, template: string, functions: FunctionNames): ParsedTemplate {
  return ofTexts.get(text, () => parseTemplate(template, text, functions));
}

/**
 * Parses a file of a chart under the path of its template. Renders of a chart share what is parsed, and so do charts that
 * have a file of the same content.
 *
 * @throws TemplateError
 */
export function parseOnce(template: string, file: ChartFile, functions: FunctionNames): ParsedTemplate {
  let byPath = ofFiles.get(file);
  if (byPath === undefined) {
    byPath = new Map();
    ofFiles.set(file, byPath);
  }
  let parsed = byPath.get(template);
  if (parsed === undefined) {
    parsed = parsedText(file.text, template, functions);
    if (parsed.main.name !== template) parsed = renameParsed(parsed, template);
    byPath.set(template, parsed);
  }
  return parsed;
}
