import type { CommandOutline, ValueKind, Values } from "./outline.ts";

/**
 * A script for sh that prints names that the repository around the working folder has: of its services, clusters or charts,
 * by their folders, or of branches and tags. It takes the kind as its argument, and prints nothing where there are none. It holds no
 * single quotes.
 */
export const namesScript = `cd "$(git rev-parse --show-toplevel 2>/dev/null || pwd)" || exit
case $1 in
  charts) for file in charts/*/Chart.yaml; do [ -e "$file" ] && basename "\${file%/*}"; done ;;
  clusters) for file in helmfile.d/*/*/*/helmfile.yaml*; do
      folder=\${file%/*/*}; [ -e "$file" ] && basename "$folder"
    done ;;
  revisions) git for-each-ref --format="%(refname:short)" refs/heads refs/tags refs/remotes ;;
  services) for file in helmfile.d/*/*/helmfile.yaml* helmfile.d/*/*/*/helmfile.yaml*; do
      folder=\${file%/*}; set -- "$folder"/*/helmfile.yaml*
      [ -e "$file" ] && [ ! -e "$1" ] && case $folder in */_*) ;; *) basename "$folder" ;; esac
    done ;;
esac 2>/dev/null | sort -u`;

const namedKinds = ["services", "clusters", "charts", "revisions"] as const satisfies readonly ValueKind[];
type NamedKind = (typeof namedKinds)[number];

/** Kinds of values that {@link namesScript} knows. */
export function isNamed(values: Values): values is { readonly kind: NamedKind } {
  return (namedKinds as readonly string[]).includes(values.kind);
}

/** The program and its commands, each of which has options of its own. */
export function allCommands(program: CommandOutline): readonly CommandOutline[] {
  return [program, ...program.commands];
}

/** The flags of options that take a value, by command; of those that have some. */
export function flagsWithValue(program: CommandOutline): { readonly name: string; readonly flags: string[] }[] {
  return allCommands(program).flatMap(({ name, options }) => {
    const flags = options.filter(({ value }) => value !== undefined).flatMap((option) => option.flags);
    return flags.length > 0 ? [{ name, flags }] : [];
  });
}
