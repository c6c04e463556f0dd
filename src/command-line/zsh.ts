import type { CommandOutline, OptionOutline, Values } from "./outline.ts";
import { allCommands, flagsWithValue, isNamed, namesScript } from "./shell-names.ts";

/** A script that lets zsh complete the program's command line: commands and options with what they mean, and values of both. */
export function zshCompletion(program: CommandOutline): string {
  const commands = program.commands.map(({ name }) => name);
  return `#compdef bump-envoy
# zsh completion for bump-envoy, made by \`bump-envoy completion zsh\`.

_bump_envoy_names() {
  sh -c '${namesScript}' sh "$1"
}

# Whether an option of a command takes the next word as its value.
_bump_envoy_takes_value() {
  case "$1 $2" in
${flagsWithValue(program)
  .map(({ name, flags }) => `    (${flags.map((flag) => `"${name} ${flag}"`).join("|")}) return 0 ;;\n`)
  .join("")}  esac
  return 1
}

_bump_envoy() {
  local command= option= word kind=
  local -i position=0 index
  local -a flags values

  # The command, the option that waits for its value, and how many arguments there are.
  for ((index = 2; index < CURRENT; index++)); do
    word=\${words[index]} option=
    if _bump_envoy_takes_value "$command" "$word"; then
      option=$word
      ((index++))
    elif [[ $word != -* ]]; then
      case "$command$position $word" in
${commands.map((name) => `        ("0 ${name}") command=${name} ;;\n`).join("")}        (*) ((position++)) ;;
      esac
    fi
  done
  ((index > CURRENT)) || option=
  if [[ -z $option && $PREFIX == --*=* ]]; then
    option=\${PREFIX%%=*}
    compset -P '*='
  fi

  case $command in
${allCommands(program).map(commandCase).join("")}  esac
  if [[ -z $option && $PREFIX == -* ]]; then
    _describe -o option flags
    return
  fi
  if [[ -z $option$command && $position == 0 ]]; then
    local -a commands=(
${program.commands.map(({ name, summary }) => `      ${described(name, summary)}\n`).join("")}    )
    _describe command commands
  fi
  case $kind in
    (files) _files ;;
    (folders) _path_files -/ ;;
    (services|clusters|charts|revisions) values=(\${(f)"$(_bump_envoy_names $kind)"}) ;;
  esac
  compadd -a values
}

# Read by \`source\`, or as a function of \`fpath\`.
if [[ $funcstack[1] == _bump-envoy ]]; then _bump_envoy "$@"; else compdef _bump_envoy bump-envoy; fi
`;
}

function commandCase({ name, options, arguments: args }: CommandOutline): string {
  const byOption = options.flatMap(({ flags, value, values }) =>
    value === undefined ? [] : [`        (${flags.join("|")}) ${assignment(values)} ;;\n`],
  );
  const byPlace = args.map(({ isVariadic, values }, index) => {
    return `        (:${isVariadic ? "*" : index}) ${assignment(values)} ;;\n`;
  });
  return `    ("${name}")
      flags=(
${options.flatMap(describedFlags).join("")}      )
      case \${option:-:$position} in
${[...byOption, ...byPlace].join("")}      esac
      ;;
`;
}

function describedFlags({ flags, description }: OptionOutline): string[] {
  return flags.map((flag) => `        ${described(flag, description)}\n`);
}

/** What _describe takes, in quotes. */
function described(name: string, description: string): string {
  return `'${`${name}:${description}`.replaceAll("'", "'\\''")}'`;
}

function assignment(values: Values): string {
  if (values.kind === "choices") return `values=(${values.choices.join(" ")})`;
  if (values.kind === "files" || values.kind === "folders" || isNamed(values)) return `kind=${values.kind}`;
  return ":";
}
