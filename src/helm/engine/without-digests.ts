import type { CommandNode, ExpressionNode, ListNode, PipeNode, StatementNode } from "../../gotemplate/ast.ts";
import type { Tree } from "../../gotemplate/index.ts";

const digest: CommandNode = { type: "command", pos: 0, args: [{ type: "string", pos: 0, quoted: '"0"', text: "0" }] };

/** The functions that nothing but a digest comes out of. */
const digestFunctions: ReadonlySet<string> = new Set(["sha1sum", "sha256sum", "sha512sum", "adler32sum"]);

/** By the root of the tree, which is the same in all charts that have a file in common. */
const known = new WeakMap<ListNode, ListNode>();

/**
 * The same template with `0` for every digest, so that nothing is made only to calculate one: those of whole configurations
 * stand in annotations, to restart what they configure, and take most of the time. It is not made before it is looked at.
 */
export function withoutDigests({ name, source, root: original }: Tree): Tree {
  return {
    name,
    source,
    get root() {
      let root = known.get(original);
      if (root === undefined) {
        root = rootWithout(original);
        known.set(original, root);
      }
      return root;
    },
  };
}

function rootWithout(original: ListNode): ListNode {
  const root = listWithout(original);
  const printing = root.nodes.filter((node) => !isSilent(node));
  return printing.length === 1 && printing.every(isDigest) ? { ...root, nodes: printing } : root;
}

/** Whether a statement prints nothing but blanks: what it declares is of no use where a digest is all that follows. */
function isSilent(node: StatementNode): boolean {
  switch (node.type) {
    case "text":
      return node.text.trim() === "";
    case "action":
      return node.pipe.declarations.length > 0;
    case "if":
    case "with":
    case "range":
      return node.list.nodes.every(isSilent) && (node.elseList?.nodes.every(isSilent) ?? true);
    case "template":
      return false;
    default:
      return true;
  }
}

function isDigest(node: StatementNode): boolean {
  return node.type === "action" && node.pipe.commands.length === 1 && node.pipe.commands[0] === digest;
}

function listWithout(list: ListNode): ListNode {
  return { ...list, nodes: list.nodes.map(statementWithout) };
}

function statementWithout(node: StatementNode): StatementNode {
  switch (node.type) {
    case "action":
      return { ...node, pipe: pipeWithout(node.pipe) };
    case "template":
      return node.pipe === undefined ? node : { ...node, pipe: pipeWithout(node.pipe) };
    case "if":
    case "with":
    case "range":
      return {
        ...node,
        pipe: pipeWithout(node.pipe),
        list: listWithout(node.list),
        elseList: node.elseList && listWithout(node.elseList),
      };
    default:
      return node;
  }
}

function pipeWithout(pipe: PipeNode): PipeNode {
  const last = pipe.commands.findLastIndex(({ args: [first] }) => {
    return first.type === "identifier" && digestFunctions.has(first.name);
  });
  const rest = pipe.commands.slice(last + 1).map(commandWithout);
  return { ...pipe, commands: last < 0 ? rest : [digest, ...rest] };
}

function commandWithout(command: CommandNode): CommandNode {
  const [first, ...others] = command.args;
  return { ...command, args: [expressionWithout(first), ...others.map(expressionWithout)] };
}

function expressionWithout(node: ExpressionNode): ExpressionNode {
  if (node.type === "pipe") return pipeWithout(node);
  return node.type === "chain" ? { ...node, node: expressionWithout(node.node) } : node;
}
