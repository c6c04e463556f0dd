import { definitionOf, type Frame, type Line, type Outline, outputMark } from "./outline.ts";

/** A line of a template that has a key of YAML. */
export interface KeyLine {
  readonly line: Line;
  /** The column of the key, from 0. */
  readonly column: number;
  /** The keys that lead to it, and itself; lists count for nothing. */
  readonly path: readonly string[];
  /** What stands behind the colon. */
  readonly value: string;
  /** Which document of its file it is in, from 0. */
  readonly document: number;
  /** The definition that it is in. */
  readonly definition: Frame | undefined;
}

const keyPattern = /^(?:"([^"]*)"|'([^']*)'|([^\s"'{}[\],#&*!|>%@`-][^\s#]*?|-[^\s#]+?)):(?:\s+(.*))?$/;

/**
 * The lines of a template that have a key, with the path of it as far as indentation tells. A template is no YAML before it
 * is rendered: what its actions give counts for nothing.
 */
export function keyLinesOf(outline: Outline): readonly KeyLine[] {
  let keys = known.get(outline);
  if (keys === undefined) {
    keys = readKeyLines(outline);
    known.set(outline, keys);
  }
  return keys;
}

const known = new WeakMap<Outline, readonly KeyLine[]>();

function readKeyLines(outline: Outline): KeyLine[] {
  const found: KeyLine[] = [];
  let stack: { indent: number; key: string | undefined }[] = [];
  let document = 0;
  let definition: Frame | undefined;
  /** Lines further in than this belong to a text. */
  let scalar: number | undefined;
  for (const line of outline.lines) {
    const current = definitionOf(line.frame);
    if (current !== definition) {
      definition = current;
      stack = [];
      scalar = undefined;
    }
    if (line.kind !== "text") continue;
    if (scalar !== undefined && line.indent > scalar) continue;
    scalar = undefined;
    if (/^---(?:\s|$)/.test(line.content)) {
      document += 1;
      stack = [];
      continue;
    }
    let column = line.indent;
    let rest = line.content.slice(column);
    for (let dash = /^-(?:\s+|$)/.exec(rest); dash !== null; dash = /^-(?:\s+|$)/.exec(rest)) {
      stack = stack.filter(({ indent, key }) => indent < column || (indent === column && key !== undefined));
      stack.push({ indent: column + 0.5, key: undefined });
      column += dash[0].length;
      rest = line.content.slice(column);
    }
    stack = stack.filter(({ indent }) => indent < column);
    const match = keyPattern.exec(rest.trimEnd());
    if (match === null) continue;
    const key = match[1] ?? match[2] ?? match[3] ?? "";
    const value = (match[4] ?? "").trim();
    stack.push({ indent: column, key });
    const path = stack.flatMap((each) => each.key ?? []);
    found.push({ line, column, path, value, document, definition });
    if (/^[|>][-+\d]*(?:\s|$)/.test(value.replaceAll(outputMark, " "))) scalar = column;
  }
  return found;
}

/** The kind of network policies. */
export const networkPolicy = "NetworkPolicy";

/** Whether a key stands in a network policy of Kubernetes; those of Calico have the same kind, and other keys. */
export function isInNetworkPolicy(keys: readonly KeyLine[], { document, definition }: KeyLine): boolean {
  const fieldOf = (name: string): string | undefined =>
    keys.find(
      ({ path: [key, ...below], ...of }) =>
        key === name && below.length === 0 && of.document === document && of.definition === definition,
    )?.value;
  return fieldOf("kind") === networkPolicy && !fieldOf("apiVersion")?.includes("projectcalico.org");
}

/** Whether a line only gives what actions give. */
export function isOutput(line: Line): boolean {
  return line.content.trim().startsWith(outputMark);
}
