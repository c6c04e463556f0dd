import type { Colors } from "../terminal.ts";
import { formatCheckstyle } from "./checkstyle.ts";
import type { LintFormatName } from "./format-names.ts";
import { formatGithub } from "./github.ts";
import { formatGitlab } from "./gitlab.ts";
import { formatJson } from "./json.ts";
import { formatJunit } from "./junit.ts";
import type { LintRun } from "./lint-run.ts";
import { formatMarkdown } from "./markdown.ts";
import { formatSarif } from "./sarif.ts";
import { formatStylish } from "./stylish.ts";

/** How the outcome can be printed, by the names that `--format` takes. */
export const lintFormats: Readonly<Record<LintFormatName, (run: LintRun, colors: Colors) => string>> = {
  stylish: formatStylish,
  json: formatJson,
  sarif: formatSarif,
  github: formatGithub,
  gitlab: formatGitlab,
  checkstyle: formatCheckstyle,
  junit: formatJunit,
  markdown: formatMarkdown,
};
