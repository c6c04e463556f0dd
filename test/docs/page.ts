/** What a page says to do, in the order of the page. */
export type Step =
  | { readonly kind: "fixture"; readonly name: string; readonly line: number }
  | { readonly kind: "setup"; readonly script: string; readonly line: number }
  | { readonly kind: "file"; readonly path: string; readonly text: string; readonly line: number }
  | CommandBlock;

/** A block of commands. */
export interface CommandBlock {
  readonly kind: "commands";
  /** The line of its first command, from 1. */
  readonly line: number;
  readonly commands: readonly ShownCommand[];
  /** What the last one exits with; the others exit with 0. */
  readonly exitCode: number;
  /** Why it cannot run in a test. */
  readonly notRun?: string;
  /** Whether it runs the real helmfile, which need not be there. */
  readonly needsHelmfile: boolean;
}

export interface ShownCommand {
  readonly script: string;
  readonly output?: ShownOutput;
}

/** What a command prints, to stdout and stderr, as the page has it. */
export interface ShownOutput {
  readonly text: string;
  /** The lines of the page that hold it, from 0: the first one, and the one behind the last. */
  readonly start: number;
  readonly end: number;
  /** What stands before each of these lines, in a list. */
  readonly indentation: string;
}

interface Block {
  readonly language: string;
  readonly lines: readonly string[];
  readonly start: number;
  readonly indentation: string;
  /** The comments right before it, blank lines aside. */
  readonly marks: readonly Comment[];
}

interface Comment {
  readonly text: string;
  readonly line: number;
}

const commandLanguages = ["sh", "bash", "console"];
const outputLanguages = ["text", "diff", "json", "csv"];

/**
 * Reads what the blocks of a page say to do. CONTRIBUTING.md says how pages are written.
 *
 * @throws Error with the line of what is no mark, or marks nothing
 */
export function readPage(source: string): Step[] {
  const steps: Step[] = [];
  let last: CommandBlock | undefined;
  for (const part of partsOf(source)) {
    if (!("language" in part)) {
      steps.push(...stepOf(part));
      continue;
    }
    const { language, lines, start, indentation, marks } = part;
    const marked = readMarks(marks);
    const text = lines.map((line) => `${line}\n`).join("");
    if (marked.file !== undefined) steps.push({ kind: "file", path: marked.file, text, line: start });
    if (last && outputLanguages.includes(language) && marked.notRun === undefined && marked.file === undefined) {
      const output = { text, start, end: start + lines.length, indentation };
      steps[steps.indexOf(last)] = { ...last, commands: withOutput(last.commands, output) };
    }
    last = undefined;
    if (!commandLanguages.includes(language) || marked.file !== undefined) continue;
    const isConsole = language === "console";
    const block: CommandBlock = {
      kind: "commands",
      line: start + 1,
      commands: isConsole ? readConsole(lines, start, indentation) : [{ script: text }],
      exitCode: marked.exitCode ?? 0,
      needsHelmfile: marked.needsHelmfile ?? false,
      ...(marked.notRun !== undefined && { notRun: marked.notRun }),
    };
    steps.push(block);
    if (!isConsole) last = block;
  }
  return steps;
}

/** Comments that are no marks of a block, and blocks, in their order. */
function partsOf(source: string): (Block | Comment)[] {
  const lines = source.split("\n");
  const parts: (Block | Comment)[] = [];
  let marks: Comment[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as string;
    const fence = /^( *)(`{3,}|~{3,})\s*([\w-]*)/.exec(line);
    if (fence) {
      const [, indentation = "", mark = "", language = ""] = fence;
      const isEnd = (text: string) => text.trim().startsWith(mark) && text.trim().replaceAll(mark[0] ?? "", "") === "";
      const start = index + 1;
      index = start;
      while (index < lines.length && !isEnd(lines[index] as string)) index++;
      const body = lines.slice(start, index).map((text) => text.slice(Math.min(indentation.length, indentOf(text))));
      parts.push({ language, lines: body, start, indentation, marks });
      marks = [];
    } else if (line.trim().startsWith("<!--")) {
      const first = index;
      while (!(lines[index] ?? "-->").includes("-->")) index++;
      const text = lines.slice(first, index + 1).join("\n");
      const comment = { text: text.replace(/^\s*<!--\s*|\s*-->\s*$/g, ""), line: first + 1 };
      if (/^(?:not run|needs|exits|file)\b/.test(comment.text)) marks.push(comment);
      else parts.push(comment);
    } else if (line.trim() !== "") {
      if (marks[0]) throw new Error(`line ${marks[0].line}: no block follows this comment`);
    }
  }
  if (marks[0]) throw new Error(`line ${marks[0].line}: no block follows this comment`);
  return parts;
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

function stepOf({ text, line }: Comment): Step[] {
  const [, name] = /^fixture: ([\w-]+)$/.exec(text) ?? [];
  if (name !== undefined) return [{ kind: "fixture", name, line }];
  const [, script] = /^setup\n([\s\S]+)$/.exec(text) ?? [];
  if (script !== undefined) return [{ kind: "setup", script, line: line + 1 }];
  if (/^(?:fixture|setup)\b/i.test(text)) throw new Error(`line ${line}: this is no mark: ${text.split("\n")[0]}`);
  return [];
}

interface Marks {
  notRun?: string;
  exitCode?: number;
  needsHelmfile?: boolean;
  file?: string;
}

function readMarks(comments: readonly Comment[]): Marks {
  const marks: Marks = {};
  for (const { text, line } of comments) {
    const [, reason] = /^not run: (\S.*)$/s.exec(text) ?? [];
    const [, code] = /^exits (\d+)$/.exec(text) ?? [];
    const [, file] = /^file: (\S+)$/.exec(text) ?? [];
    if (reason !== undefined) marks.notRun = reason.replace(/\s+/g, " ");
    else if (code !== undefined) marks.exitCode = Number(code);
    else if (file !== undefined) marks.file = file;
    else if (text === "needs: helmfile") marks.needsHelmfile = true;
    else throw new Error(`line ${line}: this is no mark: ${text}`);
  }
  return marks;
}

function withOutput(commands: readonly ShownCommand[], output: ShownOutput): ShownCommand[] {
  return commands.map((command, index) => (index === commands.length - 1 ? { ...command, output } : command));
}

/** Lines that start with `$ `, those that go on with `> `, and what each prints. */
function readConsole(lines: readonly string[], start: number, indentation: string): ShownCommand[] {
  const starts = lines.flatMap((line, index) => (line.startsWith("$ ") ? [index] : []));
  if (starts[0] !== 0) throw new Error(`line ${start + 1}: a console block starts with a command: $ COMMAND`);
  return starts.map((first, index) => {
    const end = starts[index + 1] ?? lines.length;
    let behind = first + 1;
    while (behind < end && lines[behind]?.startsWith("> ")) behind++;
    const output = lines.slice(behind, end);
    return {
      script: lines
        .slice(first, behind)
        .map((line) => `${line.slice(2)}\n`)
        .join(""),
      output: {
        text: output.map((line) => `${line}\n`).join(""),
        start: start + behind,
        end: start + end,
        indentation,
      },
    };
  });
}
