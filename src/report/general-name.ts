/** What stands for the environment in the names of files. */
const placeholder = "\0";

/** The name of a file, without that of the environment: what files have in common that differ by it at most. */
export function withoutEnvironment(file: string, environment: string | undefined): string {
  if (environment === undefined) return file;
  const name = environment.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return file.replace(new RegExp(`(?<![A-Za-z0-9])${name}(?![A-Za-z0-9])`, "g"), placeholder);
}

/** Such a name for environments: `values-{eqiad,codfw}.yaml`. */
export function namedFor(environments: readonly (string | undefined)[], general: string): string {
  const names = [...new Set(environments)];
  return general.replaceAll(placeholder, names.length === 1 ? String(names[0]) : `{${names.join(",")}}`);
}
