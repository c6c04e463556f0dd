import { placeOf } from "../edit/text-edit.ts";
import { nearest } from "../nearest.ts";
import type { Finding } from "./check.ts";

/** The name under which directives themselves are reported. */
export const DIRECTIVE_RULE = "unused-directive";

/** A comment that says that rules are to be silent. */
interface Directive {
  readonly line: number;
  readonly column: number;
  readonly rules: readonly string[];
  /** The line that it is about; `undefined`: the whole file. */
  readonly target: number | undefined;
}

export interface DirectiveOptions {
  /** The texts of files by absolute path; `undefined` where there is none. */
  readonly read: (file: string) => string | undefined;
  readonly ruleNames: readonly string[];
  /** Files of which directives without effect are reported; rules that were not asked about all of a file are left out. */
  readonly complete: ReadonlyMap<string, readonly string[]>;
  /** How directives without effect are reported. */
  readonly unused: Finding["severity"];
}

/** Leaves out what directives in the files silence, and adds the directives that silence nothing or name no rule. */
export function applyDirectives(findings: readonly Finding[], options: DirectiveOptions): Finding[] {
  const { read, complete, ruleNames, unused } = options;
  const directives = new Map<string, readonly Directive[]>();
  for (const file of new Set([...findings.map(({ file }) => file), ...complete.keys()])) {
    const found = readDirectives(read(file) ?? "");
    if (found.length > 0) directives.set(file, found);
  }
  const used = new Set<string>();
  const left = findings.filter(({ file, rule, line }) => {
    const silencing = (directives.get(file) ?? []).filter(
      ({ rules, target }) => rules.includes(rule) && (target === undefined || target === line),
    );
    for (const each of silencing) used.add(keyOf(file, each, rule));
    return silencing.length === 0;
  });

  for (const [file, found] of directives) {
    for (const directive of found) {
      const report = (message: string) =>
        left.push({ rule: DIRECTIVE_RULE, severity: unused, message, file, ...placeIn(directive) });
      if (directive.rules.length === 0) report("the comment names no rule, so it silences nothing: name one");
      for (const rule of directive.rules) {
        if (!ruleNames.includes(rule)) {
          const [suggestion] = nearest(rule, ruleNames);
          report(`there is no rule ${rule}, so the comment silences nothing${suggestion ? `: ${suggestion}?` : ""}`);
        } else if (complete.get(file)?.includes(rule) && !used.has(keyOf(file, directive, rule))) {
          report(`${rule} finds nothing ${directive.target ? "in the next line" : "in this file"}: remove the comment`);
        }
      }
    }
  }
  return left;
}

function placeIn({ line, column }: Directive) {
  return { line, column };
}

function keyOf(file: string, { line, column }: Directive, rule: string): string {
  return `${line}:${column}:${rule}:${file}`;
}

/**
 * The directives of a file: `# bump-envoy-disable-next-line RULE, RULE -- why` in YAML, the same in template comments, and
 * `bump-envoy-disable` for the whole file.
 */
function readDirectives(text: string): Directive[] {
  if (!text.includes("bump-envoy-disable")) return [];
  const comments = /(#|\/\*)[ \t]*bump-envoy-disable(-next-line)?(?![\w-])((?:(?!\*\/)[^\n])*)/g;
  return [...text.matchAll(comments)].map((match) => {
    const { line, column } = placeOf(text, match.index);
    const rules = (match[3] ?? "").split(/\s--\s|\s--$/, 1)[0] ?? "";
    return {
      line,
      column,
      rules: rules.split(/[\s,]+/).filter(Boolean),
      target: match[2] === undefined ? undefined : lineBehind(text, match) + 1,
    };
  });
}

/** The line in which the comment ends. */
function lineBehind(text: string, match: RegExpExecArray): number {
  const end = match.index + match[0].length;
  const close = match[1] === "#" ? end : text.indexOf("*/", end);
  return placeOf(text, close < 0 ? end : close).line;
}
