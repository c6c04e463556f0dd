const bullet = "  * ";
const indentation = " ".repeat(bullet.length);

/** How many characters of a text dch puts into a line, behind the bullet or below it. */
const width = 68;

/** What counts as a blank in a format of Perl. */
const blank = /[ \t\n]/;

/**
 * Lays out the text of a changelog entry as `dch TEXT` does, with a format of Perl (`format CHANGELOG` of devscripts'
 * debchange.pl, `perldoc perlform`): lines of 72 characters that break at blanks and behind dashes. Blanks at the very end
 * stay, as they do when somebody types the text into the editor that dch opens where it is given none.
 *
 * @returns lines, each with its line break
 */
export function layOutText(text: string): string {
  const ending = /[ \t]*$/.exec(text)?.[0] ?? "";
  const lines: string[] = [];
  for (let rest = [...text]; rest.length > 0; ) {
    const { line, next } = splitLine(rest);
    lines.push(line);
    rest = rest.slice(next);
  }
  const shown = lines
    .map((line, i) => `${i === 0 ? bullet : indentation}${line.replace(/\s/g, " ")}`.trimEnd())
    // What is empty below the bullet is left out.
    .filter((line) => line !== "");
  return `${shown.join("\n")}${ending}\n`;
}

/** The first line of a text, and where what follows it begins. */
function splitLine(characters: readonly string[]): { line: string; next: number } {
  let end: number | undefined;
  let at = 0;
  for (; at < characters.length; at++) {
    const character = characters[at] as string;
    if (blank.test(character)) end = at;
    else if (character === "-") end = at + 1;
    // Only now: Perl 5.36 (Debian 12) lets a dash stand behind the last place of a line.
    if (at === width) break;
  }
  if (end === undefined || at === characters.length) end = at;
  let next = end;
  while (next < characters.length && blank.test(characters[next] as string)) next++;
  return { line: characters.slice(0, end).join(""), next };
}
