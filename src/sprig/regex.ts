import { spend } from "../govalue/allowance.ts";
import type { GoFunction } from "../govalue/function.ts";
import { asNil } from "../govalue/nil.ts";
import { checkTextLength, type SprigLimits } from "./environment.ts";
import { orElse } from "./errors.ts";
import { Regexp, Subject } from "./regexp/regexp.ts";
import { expandTemplate } from "./regexp/template.ts";
import { strings } from "./strval.ts";

type Compile = (expression: string) => Regexp;

/** Sprig's regex.go. The `must` form of a function returns the error of a wrong expression, the plain one panics. */
export function regexFunctions(limits: SprigLimits): Record<string, GoFunction> {
  function replaceAll(
    regexp: Regexp,
    text: string,
    expand: (match: Parameters<typeof expandTemplate>[1]) => string,
  ): string {
    const subject = new Subject(text);
    let replaced = "";
    let end = 0;
    for (const match of regexp.findAll(subject, -1)) {
      replaced += subject.slice(end, match.start) + expand(match);
      checkTextLength("regexReplaceAll", replaced.length, limits);
      end = match.end;
    }
    return replaced + subject.slice(end, subject.length);
  }

  const functionsOf: Record<
    string,
    { parameters: string; result: string; call(compile: Compile): GoFunction["call"] }
  > = {
    regexFindAll: {
      parameters: "string, string, int",
      result: "[]string",
      call: (compile) => (expression: string, text: string, limit: bigint) => findAll(compile(expression), text, limit),
    },
    regexFind: {
      parameters: "string, string",
      result: "string",
      call: (compile) => (expression: string, text: string) => findAll(compile(expression), text, 1n)[0] ?? "",
    },
    regexReplaceAll: {
      parameters: "string, string, string",
      result: "string",
      call: (compile) => (expression: string, text: string, replacement: string) => {
        const regexp = compile(expression);
        return replaceAll(regexp, text, (match) => expandTemplate(replacement, match, regexp));
      },
    },
    regexReplaceAllLiteral: {
      parameters: "string, string, string",
      result: "string",
      call: (compile) => (expression: string, text: string, replacement: string) =>
        replaceAll(compile(expression), text, () => replacement),
    },
    regexSplit: {
      parameters: "string, string, int",
      result: "[]string",
      call: (compile) => (expression: string, text: string, limit: bigint) => split(compile(expression), text, limit),
    },
  };

  const functions: Record<string, GoFunction> = {
    regexMatch: {
      signature: "func(string, string) bool",
      call: (expression: string, text: string) =>
        orElse(
          () => matches(expression, text),
          () => false,
        ),
    },
    mustRegexMatch: { signature: "func(string, string) (bool, error)", call: matches },
    regexQuoteMeta: { signature: "func(string) string", call: quoteMeta },
  };
  for (const [name, { parameters, result, call }] of Object.entries(functionsOf)) {
    functions[name] = { signature: `func(${parameters}) ${result}`, call: call(Regexp.mustCompile) };
    const mustName = `must${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
    functions[mustName] = { signature: `func(${parameters}) (${result}, error)`, call: call(Regexp.compile) };
  }
  return functions;
}

function matches(expression: string, text: string): boolean {
  return Regexp.compile(expression).matches(text);
}

/** `Regexp.FindAllString` */
function findAll(regexp: Regexp, text: string, limit: bigint): string[] {
  const subject = new Subject(text);
  const found = Array.from(regexp.findAll(subject, Number(limit)), ({ start, end }) => subject.slice(start, end));
  return found.length === 0 ? asNil(strings(found)) : strings(found);
}

/** `Regexp.Split` */
function split(regexp: Regexp, text: string, limit: bigint): string[] {
  if (limit === 0n) return asNil(strings([]));
  if (text === "" && regexp.expression !== "") return strings([""]);
  const subject = new Subject(text);
  const parts: string[] = [];
  let start = 0;
  let end = 0;
  for (const match of regexp.findAll(subject, Number(limit))) {
    if (limit > 0n && parts.length >= limit - 1n) break;
    end = match.start;
    if (match.end !== 0) parts.push(subject.slice(start, end));
    start = match.end;
  }
  if (end !== subject.length) parts.push(subject.slice(start, subject.length));
  return strings(parts);
}

/** `regexp.QuoteMeta` */
function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, (character) => {
    spend(15);
    return `\\${character}`;
  });
}
