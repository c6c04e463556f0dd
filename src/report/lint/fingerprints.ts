import { createHash } from "node:crypto";
import type { Finding } from "../../lint/check.ts";
import { type LintRun, pathOf } from "./lint-run.ts";

/**
 * A name for each finding that no other has, and that stays when lines move: made of the rule, the file, the message and
 * the text of the line, and of how many of the same came before.
 */
export function fingerprintsOf(run: LintRun): ReadonlyMap<Finding, string> {
  const seen = new Map<string, number>();
  return new Map(
    run.findings.map((finding) => {
      const { rule, file, line, message } = finding;
      const key = JSON.stringify([rule, pathOf(run, finding), message, run.lineOf(file, line)?.trim() ?? ""]);
      const count = seen.get(key) ?? 0;
      seen.set(key, count + 1);
      return [finding, createHash("sha256").update(`${key}${count}`).digest("hex").slice(0, 32)] as const;
    }),
  );
}
