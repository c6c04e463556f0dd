/** A text of the same shape with other letters and digits. No digit becomes a zero, which could count as nothing. */
export function shifted(text: string): string {
  return text.replace(/[a-z1-9]/gi, (character) => {
    const [first = "", size = 0] = ranges.find(([start, length]) => isIn(character, start, length)) ?? [];
    const place = character.charCodeAt(0) - first.charCodeAt(0);
    return String.fromCharCode(first.charCodeAt(0) + ((place + 4) % size));
  });
}

const ranges: readonly (readonly [first: string, size: number])[] = [
  ["a", 26],
  ["A", 26],
  ["1", 9],
];

function isIn(character: string, first: string, size: number): boolean {
  const place = character.charCodeAt(0) - first.charCodeAt(0);
  return place >= 0 && place < size;
}

/** Whether a text is another one, or that one shifted, character by character. */
export function hasShapeOf(text: string, original: string): boolean {
  const other = shifted(original);
  return (
    text.length === original.length && [...text].every((character, i) => [original[i], other[i]].includes(character))
  );
}
