/** What to change in a state file before the real helmfile reads it. */
export interface StatePreparation {
  /** Fields to leave out wherever they stand. */
  readonly dropFields: readonly string[];
  /**
   * What stands for a chart such as `stable/cxserver`: the folder of the chart where it lies in the repository at hand,
   * else the same. The name can hold template actions.
   */
  mapChart(chart: string): string;
}

/**
 * Prepares the text of a state file for the real helmfile: hooks are emptied, so that none can run; fields that it would
 * refuse are left out; charts are mapped. The text is a template and need not be YAML, so this works on lines: all others
 * stay as they are, and every line keeps its number.
 *
 * @throws Error where hooks are written so that they cannot be taken out
 */
export function prepareState(text: string, { dropFields, mapChart }: StatePreparation): string {
  const dropped = new Set(dropFields);
  const lines = withoutHooks(text.split("\n")).map((line) => {
    const [, lead = "", quote = "", key = "", rest = ""] = entryPattern.exec(line) ?? [];
    if (dropped.has(key)) return "";
    return key === "chart" ? `${lead}${quote}${key}${quote}:${mapChartValue(rest, mapChart)}` : line;
  });
  const prepared = lines.join("\n");
  // helmfile refuses a state file without a key; one that only named a field to drop would be such a file.
  return topLevelKey.test(text) && !topLevelKey.test(prepared) ? `${prepared}\nhooks: []\n` : prepared;
}

const topLevelKey = /^["']?\w/m;

/** A line with an entry of a block map: indentation and dashes, quote, key, and what follows the colon. */
const entryPattern = /^(\s*(?:- +)*)(["']?)([\w-]+)\2\s*:(?=\s|$)(.*)$/;

function mapChartValue(value: string, mapChart: StatePreparation["mapChart"]): string {
  return value.replace(
    /^(\s*)(["']?)([^"'#]+?)\2(?=\s*(?:#.*)?$)/,
    (_, space: string, quote: string, chart: string) => {
      return `${space}${quote}${mapChart(chart)}${quote}`;
    },
  );
}

/** Empties every `hooks:`. Within one, template actions that control the flow stay, so that each `if` keeps its `end`. */
function withoutHooks(lines: readonly string[]): string[] {
  /** The column of the key whose value is being left out. */
  let column: number | undefined;
  /** How many brackets of a flow value are still open. */
  let open = 0;
  return lines.map((line, index) => {
    if (column !== undefined && (open > 0 || belongsTo(line, column))) {
      open += openBrackets(line);
      return controlAction.test(line) ? line : "";
    }
    const [, lead = "", quote = "", key, rest = ""] = entryPattern.exec(line) ?? [];
    column = key === "hooks" ? lead.length : undefined;
    if (column === undefined) {
      if (/\bhooks["']?\s*:/.test(line.replace(/(^|\s)#.*/, ""))) {
        throw new Error(
          `line ${index + 1}: hooks within a flow map cannot be taken out; write them on lines of their own`,
        );
      }
      return line;
    }
    open = openBrackets(rest);
    return `${lead}${quote}${key}${quote}: []`;
  });
}

/** Whether a line is part of the value of a key in this column: deeper, an element of its list, or no YAML at all. */
function belongsTo(line: string, column: number): boolean {
  const indentation = line.length - line.trimStart().length;
  const isBlank = line.trim() === "" || line.trimStart().startsWith("#");
  return (
    isBlank || controlAction.test(line) || indentation > column || (indentation === column && /^\s*-\s/.test(line))
  );
}

const controlAction = /^\s*\{\{-?\s*(?:if|else|end|range|with|define|block|break|continue|\$|\/\*).*\}\}\s*$/;

function openBrackets(text: string): number {
  const brackets = text.replace(/\{\{.*?\}\}|"(?:[^"\\]|\\.)*"|'[^']*'|(?:^|\s)#.*/g, "");
  return (brackets.match(/[[{]/g)?.length ?? 0) - (brackets.match(/[\]}]/g)?.length ?? 0);
}
