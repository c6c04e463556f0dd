/** What may stand between groups: escapes, quoted text, and classes with the brackets in them. */
const notGroup = /\\Q(?:[^\\]|\\(?!E))*(?:\\E)?|\\.|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]?/s;
const groupName = /\(\?P?<(\w+)>/;
const token = new RegExp(`${notGroup.source}|${groupName.source}`, "gs");

/** Names that were given in place of others, each with the one that it stands for. */
export type Aliases = ReadonlyMap<string, string>;

/** Renames all groups of a name but the first. Go lets groups share a name; RE2JS does not. */
export function renameRepeatedGroups(expression: string): { expression: string; aliases: Aliases } {
  const taken = new Set(Array.from(expression.matchAll(token), ([, name]) => name));
  const seen = new Set<string>();
  const aliases = new Map<string, string>();
  const renamed = expression.replace(token, (text: string, name: string | undefined) => {
    if (name === undefined) return text;
    if (!seen.has(name)) {
      seen.add(name);
      return text;
    }
    let alias = `${name}_`;
    while (taken.has(alias)) alias += "_";
    taken.add(alias);
    aliases.set(alias, name);
    return text.replace(`<${name}>`, `<${alias}>`);
  });
  return { expression: renamed, aliases };
}
