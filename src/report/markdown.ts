/** A text in a cell of a table, without what could end the cell or be taken for markup. */
export function escapeCell(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>|~$#]/g, (character) => `\\${character}`);
}
