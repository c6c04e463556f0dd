// biome-ignore-all lint/suspicious/noControlCharactersInRegex: they are what this is about

/** What messages print themselves: colours, and clearing the line of the progress. */
const own = "\\u001b\\[\\d*(?:;\\d+)*m|\\r\\u001b\\[K";
const control = "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]";
const ownOrControl = new RegExp(`${own}|${control}`, "g");
const anyControl = new RegExp(control, "g");

/**
 * A message of which nothing that comes from a repository (a release's name, a line of a file) can move the cursor, change
 * the title or hide text: control characters are shown as `\u001b`, those that turn the direction of text included.
 *
 * @param hasColors - whether colours and the clearing of a line are the program's own; else they are shown as well
 */
export function harmless(message: string, hasColors: boolean): string {
  if (!hasColors) return message.replace(anyControl, shown);
  return message.replace(ownOrControl, (text) => (text.length > 1 ? text : shown(text)));
}

function shown(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
