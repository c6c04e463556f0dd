/** What the line breaks within a flow scalar read as: one alone is a space, further ones stay, LS and PS are not folded. */
export function foldBreaks(first: string, others: string): string {
  if (first !== "\n") return first + others;
  return others === "" ? " " : others;
}
