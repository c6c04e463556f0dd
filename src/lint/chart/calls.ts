import type { ExpressionNode, ListNode, PipeNode, StatementNode } from "../../gotemplate/ast.ts";
import { TemplateError } from "../../gotemplate/index.ts";
import { isolatedEnvironment } from "../../helm/engine/environment.ts";
import { parsedText } from "../../helm/engine/parsed-templates.ts";
import { helmFunctions } from "../../helm/functions.ts";

/** `{{ include "name" . }}` or `{{ template "name" . }}`. */
export interface Call {
  /** The name; `undefined` where it is put together. */
  readonly name: string | undefined;
  /** Where the name stands, or the word where there is none. */
  readonly offset: number;
  readonly end: number;
  /** The template that it stands in: one that the file defines, or `undefined` for the file itself. */
  readonly within: string | undefined;
  /** How what it gives is indented, by `indent` or `nindent`. */
  readonly indent: { readonly function: "indent" | "nindent"; readonly columns: number } | undefined;
  /** What is handed over, as it is written; `undefined` for more than a dot or a variable. */
  readonly argument: string | undefined;
}

/** What a file of a chart defines and calls: nothing where it cannot be parsed. */
export interface Calls {
  readonly calls: readonly Call[];
  /** The names of the templates that it defines, with the offsets of their definitions. */
  readonly definitions: ReadonlyMap<string, number>;
}

/** The names of all functions that templates of helm know. */
const functions = new Set([
  ...helmFunctions(isolatedEnvironment()).keys(),
  ...["include", "tpl", "required", "lookup"],
]);

const byText = new Map<string, Calls>();
/** Files of one repository are often the same. */
const mostTexts = 2000;

/** The calls of a template. */
export function callsOf(text: string): Calls {
  let calls = byText.get(text);
  if (calls === undefined) {
    if (byText.size >= mostTexts) byText.clear();
    calls = readCalls(text);
    byText.set(text, calls);
  }
  return calls;
}

function readCalls(text: string): Calls {
  try {
    const { main, trees } = parsedText(text, "", functions);
    const calls: Call[] = [];
    const definitions = new Map<string, number>();
    collect(main.root, undefined, text, calls);
    for (const [name, tree] of trees) {
      if (tree === main) continue;
      definitions.set(name, tree.root.pos);
      collect(tree.root, name, text, calls);
    }
    return { calls: calls.sort((a, b) => a.offset - b.offset), definitions };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { calls: [], definitions: new Map() };
  }
}

function collect(list: ListNode, within: string | undefined, text: string, into: Call[]): void {
  for (const node of list.nodes) collectFrom(node, within, text, into);
}

function collectFrom(node: StatementNode, within: string | undefined, text: string, into: Call[]): void {
  switch (node.type) {
    case "action":
      collectFromPipe(node.pipe, within, text, into);
      break;
    case "if":
    case "with":
    case "range":
      collectFromPipe(node.pipe, within, text, into);
      collect(node.list, within, text, into);
      if (node.elseList !== undefined) collect(node.elseList, within, text, into);
      break;
    case "template": {
      // It is where the name stands.
      const offset = node.pos;
      const end = offset + (/^(?:"(?:[^"\\]|\\.)*"|`[^`]*`)/.exec(text.slice(offset))?.[0].length ?? 0);
      const argument = node.pipe === undefined ? undefined : argumentOf(node.pipe.commands[0]?.args[0], text);
      into.push({ name: node.name, offset, end, within, indent: undefined, argument });
      if (node.pipe !== undefined) collectFromPipe(node.pipe, within, text, into);
      break;
    }
  }
}

function collectFromPipe(pipe: PipeNode, within: string | undefined, text: string, into: Call[]): void {
  const indent = pipe.commands
    .map(({ args: [word, columns] }) => {
      if (word.type !== "identifier" || (word.name !== "indent" && word.name !== "nindent")) return undefined;
      return columns?.type === "number" ? { function: word.name, columns: Number(columns.int ?? 0n) } : undefined;
    })
    .find((each): each is NonNullable<Call["indent"]> => each !== undefined);
  for (const { args } of pipe.commands) {
    const [word, name, argument] = args;
    if (word.type === "identifier" && word.name === "include" && name !== undefined) {
      const isNamed = name.type === "string";
      into.push({
        name: isNamed ? name.text : undefined,
        offset: isNamed ? name.pos : word.pos,
        end: isNamed ? name.pos + name.quoted.length : word.pos + word.name.length,
        within,
        indent,
        argument: argumentOf(argument, text),
      });
    }
    for (const each of args) collectFromExpression(each, within, text, into);
  }
}

function collectFromExpression(node: ExpressionNode, within: string | undefined, text: string, into: Call[]): void {
  if (node.type === "pipe") collectFromPipe(node, within, text, into);
  else if (node.type === "chain") collectFromExpression(node.node, within, text, into);
}

function argumentOf(node: ExpressionNode | undefined, text: string): string | undefined {
  if (node?.type === "dot") return ".";
  if (node?.type === "variable") return [node.name, ...node.fields].join(".");
  if (node?.type === "field") return /^[\w.]+/.exec(text.slice(node.pos))?.[0];
  return undefined;
}
