/** How the outcome of `lint` can be printed; what prints it is loaded where it is asked for. */
export const lintFormatNames = [
  "stylish",
  "json",
  "sarif",
  "github",
  "gitlab",
  "checkstyle",
  "junit",
  "markdown",
] as const;

export type LintFormatName = (typeof lintFormatNames)[number];
