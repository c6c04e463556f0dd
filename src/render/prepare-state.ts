/** What to change in a state file before the real helmfile reads it. */
export interface StatePreparation {
  /** Fields to leave out wherever they stand. */
  readonly dropFields: readonly string[];
  /**
   * What stands for a chart such as `stable/cxserver`: the folder of the chart where it lies in the repository at hand,
   * else the same. The name can hold template actions.
   */
  mapChart(chart: string): string;
  /** Absolute folders that are looked for in another place, by the path of that: it is put before theirs. */
  readonly movedFolders?: { readonly folders: readonly string[]; readonly to: string };
}

/**
 * Prepares the text of a state file for the real helmfile: hooks are emptied, so that none can run; fields that it would
 * refuse are left out; charts are mapped; folders are moved. The text is a template and need not be YAML, so this works on lines: all others
 * stay as they are, and every line keeps its number.
 *
 * @throws Error where hooks are written so that they cannot be taken out
 */
export function prepareState(text: string, { dropFields, mapChart, movedFolders }: StatePreparation): string {
  const dropped = new Set(dropFields);
  const moved = movedFolders ? moveFolders(text, movedFolders) : text;
  const lines = withoutHooks(moved.split("\n")).map((line) => {
    const [, lead = "", quote = "", key = "", rest = ""] = entryPattern.exec(line) ?? [];
    if (dropped.has(key)) return lead.trimEnd();
    return key === "chart" ? `${lead}${quote}${key}${quote}:${mapChartValue(rest, mapChart)}` : line;
  });
  const prepared = lines.join("\n");
  // helmfile refuses a state file without a key; one that only named a field to drop would be such a file.
  return topLevelKey.test(text) && !topLevelKey.test(prepared) ? `${prepared}\nhooks: []\n` : prepared;
}

/** Wherever a path starts, in YAML or in a string of a template action; not within another path, nor after an action. */
function moveFolders(text: string, { folders, to }: NonNullable<StatePreparation["movedFolders"]>): string {
  if (folders.length === 0) return text;
  const names = folders.map((folder) => folder.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return text.replace(new RegExp(`(?<![\\w./}-])(?:${names})(?=/)`, "g"), (folder) => to + folder);
}

const topLevelKey = /^["']?\w/m;

/** A line with an entry of a block map: indentation and dashes, quote, key, and what follows the colon. */
const entryPattern = /^(\s*(?:- +)*)(["']?)([\w-]+)\2\s*:(?=\s|$)(.*)$/s;

/** A template action; braces in its strings do not end it. */
const action = /\{\{(?:`[^`]*`|"(?:[^"\\]|\\.)*"|[^`"}]|\}(?!\}))*\}\}/;

const chartPattern = new RegExp(`^(\\s*)(["']?)((?:${action.source}|(?!\\{\\{)[^"'#])+?)\\2(?=\\s*(?:#.*)?$)`, "s");

function mapChartValue(value: string, mapChart: StatePreparation["mapChart"]): string {
  return value.replace(chartPattern, (_, space: string, quote: string, chart: string) => {
    return `${space}${quote}${mapChart(chart)}${quote}`;
  });
}

/** Empties every `hooks:`. Within one, template actions that control the flow stay, so that each `if` keeps its `end`. */
function withoutHooks(lines: readonly string[]): string[] {
  /** The hooks that are being left out: the line and column of their key, and how many brackets of a flow list are open. */
  let hooks: { line: number; column: number; open: number } | undefined;
  return lines.map((line, index) => {
    if (hooks && (hooks.open > 0 || belongsTo(line, hooks.column))) {
      if (hooks.open > 0) hooks.open = openAfter(line, hooks);
      return controlActions(line);
    }
    const [, lead = "", quote = "", key, rest = ""] = entryPattern.exec(line) ?? [];
    if (key !== "hooks") {
      if (hooksElsewhere.test(withoutComment(line))) throw cannotTakeOut(index);
      hooks = undefined;
      return line;
    }
    hooks = { line: index, column: lead.length, open: 0 };
    hooks.open = openAfter(rest, hooks);
    return `${lead}${quote}${key}${quote}: [] ${controlActions(rest)}`.trimEnd();
  });
}

/** A key `hooks` in a flow map, behind an anchor or a tag, or as an explicit key. */
const hooksElsewhere = /(?<![\w-])hooks["']?\s*:|\?\s+["']?hooks\b/;

function cannotTakeOut(line: number): Error {
  return new Error(`line ${line + 1}: hooks within a flow map cannot be taken out; write them on lines of their own`);
}

/** Whether a line is part of the value of a key in this column: deeper, an element of its list, or no YAML at all. */
function belongsTo(line: string, column: number): boolean {
  const text = line.trimStart();
  const indentation = line.length - text.length;
  const isBlank = text === "" || text.startsWith("#");
  const isControl = text.startsWith("{{") && controlActions(line) !== "";
  return isBlank || isControl || indentation > column || (indentation === column && /^-(?=\s|$)/.test(text));
}

const control =
  /^\{\{-?\s*(?:(?:if|else|end|range|with|define|block|break|continue)\b|\$\w*\s*(?:,\s*\$\w+\s*)?:?=|\/\*)/;

function controlActions(line: string): string {
  const actions = line.match(new RegExp(action, "g")) ?? [];
  return actions.filter((text) => control.test(text)).join("");
}

/**
 * How many brackets of hooks in flow style are open after some text.
 *
 * @throws Error where they end within a flow map
 */
function openAfter(text: string, hooks: { line: number; open: number }): number {
  const quoted = new RegExp(`${action.source}|"(?:[^"\\\\]|\\\\.)*"|'[^']*'`, "g");
  const brackets = withoutComment(text.replace(quoted, "")).trim();
  const count = (pattern: RegExp) => brackets.match(pattern)?.length ?? 0;
  const open = hooks.open + count(/[[{]/g) - count(/[\]}]/g);
  if (open < 0 || (open === 0 && brackets.endsWith(","))) throw cannotTakeOut(hooks.line);
  return open;
}

function withoutComment(line: string): string {
  return line.replace(/(^|\s)#.*/s, "");
}
