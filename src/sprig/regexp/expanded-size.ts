const repetition = /\{(\d{1,4})(?:,(\d{0,4}))?\}/y;
const longEscape = /\\(?:[xpP]\{[^}]*\}|Q[\s\S]*?(?:\\E|$)|[\s\S])/y;
const characterClass = /\[\^?\]?(?:\[:\^?\w*:\]|\\[\s\S]|[^\]\\])*\]?/y;

/** About how many instructions an expression becomes, before it is compiled: `(a{10}){10}` is a hundred times as long. */
export function expandedSize(expression: string): number {
  /** What has been read of the groups that are open, the innermost last. */
  const groups = [0];
  /** What a repetition would repeat. */
  let last = 0;
  const addLast = (next: number) => {
    groups.push((groups.pop() ?? 0) + last);
    last = next;
  };
  for (let at = 0; at < expression.length; ) {
    const long = longPart(expression, at);
    if (long > 0) {
      addLast(long);
      at += long;
      // A quotation is as long as its text, a class or an escape is one instruction.
      if (!expression.startsWith("\\Q", at - long)) last = 1;
      continue;
    }
    const character = expression[at];
    at += 1;
    if (character === "(") {
      addLast(0);
      groups.push(0);
    } else if (character === ")") {
      addLast(0);
      last = 2 + (groups.length > 1 ? (groups.pop() ?? 0) : 0);
    } else if (character === "*" || character === "+" || character === "?") {
      last += 1;
    } else if (character === "{") {
      repetition.lastIndex = at - 1;
      const [text = "", least = "1", most = ""] = repetition.exec(expression) ?? [];
      last *= Math.max(Number(least), Number(most), 1);
      at += Math.max(text.length - 1, 0);
    } else {
      addLast(1);
    }
  }
  addLast(0);
  return groups.reduce((sum, size) => sum + size, 0);
}

/** The length of an escape or a class that begins here, else 0. */
function longPart(expression: string, at: number): number {
  const pattern = expression[at] === "\\" ? longEscape : expression[at] === "[" ? characterClass : undefined;
  if (pattern === undefined) return 0;
  pattern.lastIndex = at;
  return pattern.exec(expression)?.[0].length ?? 0;
}
