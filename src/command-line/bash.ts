import type { CommandOutline, Values } from "./outline.ts";
import { allCommands, flagsWithValue, isNamed, namesScript } from "./shell-names.ts";

/**
 * A script that lets bash complete the program's command line: commands, options, and values of both. It needs bash 4.3 or
 * newer, and no bash-completion. Words are what white space separates: quotes are not looked at.
 */
export function bashCompletion(program: CommandOutline): string {
  const commands = program.commands.map(({ name }) => name);
  return `# bash completion for bump-envoy, made by \`bump-envoy completion bash\`.

_bump_envoy_names() {
  sh -c '${namesScript}' sh "$1"
}

# Whether an option of a command takes the next word as its value.
_bump_envoy_takes_value() {
  case "$1 $2" in
${flagsWithValue(program)
  .map(({ name, flags }) => `    ${flags.map((flag) => `"${name} ${flag}"`).join(" | ")}) return 0 ;;\n`)
  .join("")}  esac
  return 1
}

_bump_envoy() {
  local line=\${COMP_LINE:0:COMP_POINT} current= command= option= word position=0 index
  local -a words
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] || { current=\${words[-1]}; unset 'words[-1]'; }

  # The command, the option that waits for its value, and how many arguments there are.
  for ((index = 1; index < \${#words[@]}; index++)); do
    word=\${words[index]} option=
    if _bump_envoy_takes_value "$command" "$word"; then
      option=$word
      ((index++))
    elif [[ $word != -* ]]; then
      case "$command$position $word" in
${commands.map((name) => `        "0 ${name}") command=${name} ;;\n`).join("")}        *) ((position++)) ;;
      esac
    fi
  done
  ((index > \${#words[@]})) || option=

  local flags= values= kind=
  if [[ -z $option && $current == --*=* ]]; then
    option=\${current%%=*} current=\${current#*=}
  fi
  case $command in
${allCommands(program).map(commandCase).join("")}  esac
  if [[ -z $option$command && $position == 0 ]]; then values="${commands.join(" ")}"; fi
  if [[ -z $option && $current == -* ]]; then values=$flags kind=; fi

  case $kind in
    files) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    folders) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    services | clusters | charts | revisions) values=$(_bump_envoy_names "$kind") ;;
  esac
  if [[ $kind == files || $kind == folders ]]; then
    compopt -o filenames 2>/dev/null
  else
    mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
  fi
  # bash replaces what follows the last colon only.
  if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then COMPREPLY=("\${COMPREPLY[@]#"\${current%:*}":}"); fi
}

complete -F _bump_envoy bump-envoy
`;
}

/** What a command takes: its flags, the values of an option, or else those of the argument in this place. */
function commandCase({ name, options, arguments: args }: CommandOutline): string {
  const flags = options.flatMap((option) => option.flags).join(" ");
  const byOption = options.flatMap(({ flags: own, value, values }) =>
    value === undefined ? [] : [`        ${own.join(" | ")}) ${assignment(values)} ;;\n`],
  );
  const byPlace = args.map(({ isVariadic, values }, index) => {
    return `        :${isVariadic ? "*" : index}) ${assignment(values)} ;;\n`;
  });
  return `    "${name}" )
      flags="${flags}"
      case \${option:-:$position} in
${[...byOption, ...byPlace].join("")}      esac
      ;;
`;
}

function assignment(values: Values): string {
  if (values.kind === "choices") return `values="${values.choices.join(" ")}"`;
  if (values.kind === "files" || values.kind === "folders" || isNamed(values)) return `kind=${values.kind}`;
  return ":";
}
