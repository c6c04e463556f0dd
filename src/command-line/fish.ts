import type { ArgumentOutline, CommandOutline, OptionOutline, Values } from "./outline.ts";
import { allCommands, flagsWithValue, isNamed, namesScript } from "./shell-names.ts";

/** A script that lets fish complete the program's command line: commands and options with what they mean, and values of both. */
export function fishCompletion(program: CommandOutline): string {
  return `# fish completion for bump-envoy, made by \`bump-envoy completion fish\`.

function __bump_envoy_names
    sh -c '${namesScript}' sh $argv[1]
end

# Whether an option of a command takes the next word as its value.
function __bump_envoy_takes_value
    switch "$argv[1] $argv[2]"
${flagsWithValue(program)
  .map(
    ({ name, flags }) => `        case ${flags.map((flag) => `"${name} ${flag}"`).join(" ")}\n            return 0\n`,
  )
  .join("")}    end
    return 1
end

# Whether this is the command; with a number, whether so many arguments come before the word at the cursor; with +, at least.
function __bump_envoy_at
    set -l command ''
    set -l position 0
    set -l words (commandline -opc)
    set -e words[1]
    while set -q words[1]
        if __bump_envoy_takes_value "$command" $words[1]
            set -e words[1]
        else if not string match -q -- '-*' $words[1]
            if test "$command$position" = 0; and contains -- $words[1] ${program.commands.map(({ name }) => name).join(" ")}
                set command $words[1]
            else
                set position (math $position + 1)
            end
        end
        set -e words[1]
    end
    test "$command" = "$argv[1]"; or return 1
    switch "$argv[2]"
        case ''
            return 0
        case '*+'
            test $position -ge (string trim -r -c + -- $argv[2])
        case '*'
            test $position -eq $argv[2]
    end
end

complete -c bump-envoy -f
${program.commands.map(({ name, summary }) => complete(["", "0"], `-a ${name}`, summary)).join("")}${allCommands(
  program,
)
  .map(completionsOf)
  .join("")}`;
}

function completionsOf({ name, options, arguments: args }: CommandOutline): string {
  return [
    ...options.map((option) => optionLine(name, option)),
    ...args.map((argument, index) => argumentLine(name, argument, index)),
  ].join("");
}

function optionLine(command: string, { flags, value, description, values }: OptionOutline): string {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  return complete([command], [...names, ...(value === undefined ? [] : [takes(values)])].join(" "), description);
}

function argumentLine(command: string, { isVariadic, values, description }: ArgumentOutline, index: number): string {
  if (values.kind === "other") return "";
  return complete([command, `${index}${isVariadic ? "+" : ""}`], takes(values).replace(/^-x /, ""), description);
}

/** What makes fish offer values: with `-x` it offers nothing else. */
function takes(values: Values): string {
  if (values.kind === "choices") return `-x -a '${values.choices.join(" ")}'`;
  if (values.kind === "files") return "-r -F";
  if (values.kind === "folders") return "-x -a '(__fish_complete_directories)'";
  return isNamed(values) ? `-x -a '(__bump_envoy_names ${values.kind})'` : "-x";
}

function complete(condition: readonly string[], what: string, description: string): string {
  const test = condition
    .map((part) => `'${part}'`)
    .join(" ")
    .replaceAll("'", "\\'");
  const text = description.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
  return `complete -c bump-envoy -n '__bump_envoy_at ${test}' ${what} -d '${text}'\n`;
}
