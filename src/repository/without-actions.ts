/** Stands in the text for a template action that is part of a value. */
export const actionMark = "__action__";

const mergedAction = new RegExp(`<<:[ \\t]*${actionMark}`, "g");

/**
 * The text of a state file without its template actions: those that stand alone on their lines are left out, and so are
 * those that are merged into a map; all others become marks. An action that does not end is none.
 */
export function withoutActions(text: string): string {
  const kept: string[] = [];
  let done = 0;
  let start = text.indexOf("{{");
  let end = endOfAction(text, start);
  while (end >= 0) {
    const line = done + text.slice(done, start).lastIndexOf("\n") + 1;
    const isFirst = (line === 0 || text[line - 1] === "\n") && /^[ \t]*$/.test(text.slice(line, start));
    const next = isFirst ? nextLine(text, end) : undefined;
    kept.push(text.slice(done, next === undefined ? start : line));
    if (next === undefined) kept.push(actionMark);
    done = next ?? end;
    start = text.indexOf("{{", done);
    end = endOfAction(text, start);
  }
  kept.push(text.slice(done));
  return kept.join("").replace(mergedAction, "");
}

/** Where the action ends that begins at a place; -1 where there is none or it does not end. */
function endOfAction(text: string, start: number): number {
  const close = start < 0 ? -1 : text.indexOf("}}", start + 2);
  return close < 0 ? -1 : close + 2;
}

/** Where the next line begins, if nothing but actions stands before it. */
function nextLine(text: string, from: number): number | undefined {
  const blanks = /[ \t]*(\r?\n|\{\{)?/y;
  for (let at = from; at >= 0; at = endOfAction(text, blanks.lastIndex - 2)) {
    blanks.lastIndex = at;
    const found = blanks.exec(text)?.[1];
    if (found === undefined) return undefined;
    if (found !== "{{") return blanks.lastIndex;
  }
  return undefined;
}
