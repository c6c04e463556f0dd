import type { CommandOutline, OptionOutline } from "./outline.ts";
import { environment, exitCodes, files, type Term } from "./surroundings.ts";

/** What a man page says beside the command line. */
export interface ManPage {
  readonly version: string;
  /** Of the page, as YYYY-MM-DD. */
  readonly date: string;
  /** What the program is, in half a sentence. */
  readonly title: string;
}

/** The man page of the program, in the man macros of roff. */
export function manPage(program: CommandOutline, { version, date, title }: ManPage): string {
  const sections: readonly (readonly [name: string, lines: readonly string[]])[] = [
    ["NAME", [`${escaped("bump-envoy")} \\- ${escaped(title)}`]],
    ["SYNOPSIS", synopsis(program)],
    ["DESCRIPTION", [escaped(program.description)]],
    ["OPTIONS", [...program.arguments.flatMap(tagged), ...program.options.flatMap(optionLines)]],
    ["COMMANDS", program.commands.flatMap((command) => commandLines(command, program.options))],
    ["EXIT STATUS", exitCodes.flatMap(tagged)],
    ["ENVIRONMENT", environment.flatMap(tagged)],
    ["FILES", files.flatMap(tagged)],
    ["SEE ALSO", [`${bold("helmfile")}(1), ${bold("helm")}(1), ${bold("dch")}(1)`]],
  ];
  const head = `.TH BUMP\\-ENVOY 1 "${date}" "bump\\-envoy ${escaped(version)}" "User Commands"`;
  // Names of options are not to be broken.
  return `${[head, ".nh", ...sections.flatMap(([name, lines]) => [`.SH ${name}`, ...lines])].join("\n")}\n`;
}

function synopsis({ usage, commands }: CommandOutline): string[] {
  return [usage, ...commands.map((command) => command.usage)].flatMap((line, index) => [
    ...(index > 0 ? [".br"] : []),
    usageLine(line),
  ]);
}

function usageLine(usage: string): string {
  const [, call = "", rest = ""] = /^([a-z-]+(?: [a-z-]+)?)(.*)$/.exec(usage) ?? [];
  return `${bold(call)}${escaped(rest)}`;
}

/** A command with what it takes. Options that are those of the program are named only. */
function commandLines(command: CommandOutline, shared: readonly OptionOutline[]): string[] {
  const isShared = (option: OptionOutline) =>
    shared.some((each) => each.flags.join() === option.flags.join() && each.description === option.description);
  const same = command.options.filter(isShared);
  const names = same.map(({ flags }) => bold(flags.at(-1) ?? "")).join(", ");
  return [
    `.SS ${escaped(command.usage)}`,
    escaped(sentence(command.description)),
    ...command.arguments.flatMap(tagged),
    ...command.options.filter((option) => !isShared(option)).flatMap(optionLines),
    ...(same.length > 0 ? [".PP", `As above: ${names}.`] : []),
    ...command.notes.flatMap((note) => [".PP", escaped(note)]),
  ];
}

function optionLines({ flags, value, description }: OptionOutline): string[] {
  const suffix = value === undefined ? "" : ` ${escaped(value)}`;
  return [".TP", flags.map(bold).join(", ") + suffix, escaped(sentence(description))];
}

function tagged({ term, ...what }: Term | { readonly term: string; readonly description: string }): string[] {
  return [".TP", bold(term), escaped(sentence("meaning" in what ? what.meaning : what.description))];
}

function bold(text: string): string {
  return `\\fB${escaped(text)}\\fR`;
}

/** A description as a sentence: with a capital and a full stop. */
function sentence(text: string): string {
  const start = /^[a-z]+(?=[\s,])/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?]$/.test(start) ? start : `${start}.`;
}

/** A text in which roff sees no requests, no escapes, and nothing that it would print as something else. */
function escaped(text: string): string {
  const special: Readonly<Record<string, string>> = {
    ...{ "\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti" },
  };
  return text.replace(/[\\\-'`^~]/g, (char) => special[char] ?? char).replace(/^\./, "\\&.");
}
