import type { Argument, Command, Option } from "commander";
import { ruleDescriptions } from "../config/rules.ts";

/** What help, completion, the man page and the reference say of a command: read from its declaration. */
export interface CommandOutline {
  /** Empty for the program itself, which has a job of its own. */
  readonly name: string;
  /** How it is called: `bump-envoy lint [options] [paths...]`. */
  readonly usage: string;
  /** A sentence or several, without line ends. */
  readonly description: string;
  /** The first sentence of it. */
  readonly summary: string;
  readonly arguments: readonly ArgumentOutline[];
  readonly options: readonly OptionOutline[];
  /** Paragraphs that its help ends with: exit codes above all. */
  readonly notes: readonly string[];
  readonly commands: readonly CommandOutline[];
}

export interface ArgumentOutline {
  /** As it is written: `[paths...]`, `<chart>`. */
  readonly term: string;
  readonly isVariadic: boolean;
  readonly description: string;
  readonly values: Values;
}

export interface OptionOutline {
  /** As they are typed, the short one first: `-f`, `--format`. */
  readonly flags: readonly string[];
  /** The value that it takes, as it is written: `<format>`. */
  readonly value: string | undefined;
  /** With its choices and its default. */
  readonly description: string;
  readonly values: Values;
}

/** What an argument, or the value of an option, may be; `other`: nobody can know. */
export type Values =
  | { readonly kind: "choices"; readonly choices: readonly string[] }
  | { readonly kind: ValueKind | "other" };

/** What the repository at hand tells. */
export type ValueKind = "files" | "folders" | "services" | "clusters" | "charts" | "revisions";

/** Reads the declaration of a program. */
export function outlineOf(program: Command): CommandOutline {
  return readCommand(program, "");
}

function readCommand(command: Command, name: string): CommandOutline {
  const help = Object.assign(command.createHelp(), command.configureHelp());
  const description = onOneLine(command.description());
  return {
    name,
    usage: help.commandUsage(command),
    description,
    summary: description.replace(/\. [A-Z].*$/, ""),
    arguments: command.registeredArguments.map(readArgument),
    options: help.visibleOptions(command).map((option) => ({
      flags: [option.short, option.long].filter((flag) => flag !== undefined),
      value: /[<[].*$/.exec(option.flags)?.[0],
      description: onOneLine(help.optionDescription(option)),
      values: valuesOf(optionKey(option), option.argChoices),
    })),
    notes: notesOf(command),
    commands: command.commands.map((each) => readCommand(each, each.name())),
  };
}

function readArgument(argument: Argument): ArgumentOutline {
  const dots = argument.variadic ? "..." : "";
  return {
    term: argument.required ? `<${argument.name()}${dots}>` : `[${argument.name()}${dots}]`,
    isVariadic: argument.variadic,
    description: onOneLine(argument.description),
    values: valuesOf(`argument ${argument.name()}`, argument.argChoices),
  };
}

function optionKey({ long, flags }: Option): string {
  return `${long} ${/[<[].*$/.exec(flags)?.[0] ?? ""}`;
}

/** By the flag with its value, or the argument. */
const kinds: readonly (readonly [RegExp, ValueKind])[] = [
  [/^--service |^argument services$/, "services"],
  [/^--cluster /, "clusters"],
  [/^argument chart$/, "charts"],
  [/<revision>$/, "revisions"],
  [/<dir>$|^--cache-location /, "folders"],
  [/<file>$|^--helmfile(?:-binary)? |^--helm-binary |^argument paths$/, "files"],
];

const severities = ["error", "warn", "off"];

function valuesOf(key: string, choices: readonly string[] | undefined): Values {
  if (choices !== undefined) return { kind: "choices", choices };
  const rules = Object.keys(ruleDescriptions);
  if (key === "--suppress-rule <name>" || key === "argument name") return { kind: "choices", choices: rules };
  if (key === "--rule <name:severity>") {
    return { kind: "choices", choices: rules.flatMap((rule) => severities.map((severity) => `${rule}:${severity}`)) };
  }
  return { kind: kinds.find(([pattern]) => pattern.test(key))?.[1] ?? "other" };
}

/** commander keeps what follows the help as listeners, so that it has to be printed. */
function notesOf(command: Command): string[] {
  const output = command.configureOutput();
  let text = "";
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  command.configureOutput(output);
  const notes = text.slice(command.helpInformation().length);
  return notes.split(/\n{2,}/).flatMap((note) => onOneLine(note) || []);
}

function onOneLine(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}
