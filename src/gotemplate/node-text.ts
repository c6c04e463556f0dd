import { quote } from "../govalue/strconv.ts";
import type { IfNode, Node, PipeNode, RangeNode, WithNode } from "./ast.ts";

/** A node as errors show it: its `String()` in Go's text/template/parse/node.go, which normalizes spaces. */
export function nodeText(node: Node): string {
  switch (node.type) {
    case "list":
      return node.nodes.map(nodeText).join("");
    case "text":
      return node.text;
    case "action":
      return `{{${nodeText(node.pipe)}}}`;
    case "if":
    case "with":
    case "range":
      return branchText(node);
    case "template":
      return `{{template ${quote(node.name)}${node.pipe ? ` ${nodeText(node.pipe)}` : ""}}}`;
    case "break":
      return "{{break}}";
    case "continue":
      return "{{continue}}";
    case "pipe":
      return pipeText(node);
    case "command":
      return node.args.map(parenthesized).join(" ");
    case "bool":
      return String(node.value);
    case "chain":
      return [parenthesized(node.node), ...node.fields].join(".");
    case "dot":
      return ".";
    case "field":
      return `.${node.names.join(".")}`;
    case "identifier":
      return node.name;
    case "nil":
      return "nil";
    case "number":
      return node.text;
    case "string":
      return node.quoted;
    case "variable":
      return [node.name, ...node.fields].join(".");
  }
}

function parenthesized(node: Node): string {
  return node.type === "pipe" ? `(${nodeText(node)})` : nodeText(node);
}

function branchText(node: IfNode | WithNode | RangeNode): string {
  const otherwise = node.elseList ? `{{else}}${nodeText(node.elseList)}` : "";
  return `{{${node.type} ${nodeText(node.pipe)}}}${nodeText(node.list)}${otherwise}{{end}}`;
}

function pipeText(node: PipeNode): string {
  const names = node.declarations.map(nodeText).join(", ");
  const declaration = names === "" ? "" : `${names} ${node.isAssign ? "=" : ":="} `;
  return declaration + node.commands.map(nodeText).join(" | ");
}
