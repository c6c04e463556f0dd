import { GitFailure } from "../../../git/run-git.ts";
import { type History, readHistory } from "../../../status/history.ts";
import type { StatusReport } from "../../../status/report.ts";
import type { StatusFormat } from "../style.ts";
import { statusPage } from "./page.ts";

/** One page for a browser. @param root - of the repository, whose history is a part of it */
export function htmlFormat(root: string): StatusFormat {
  return { report: async (report) => statusPage(report, await historyOf(root, report)) };
}

/** Without git the page says that it knows no history. */
async function historyOf(root: string, report: StatusReport): Promise<History | undefined> {
  try {
    return await readHistory(root, report);
  } catch (error) {
    if (error instanceof GitFailure) return undefined;
    throw error;
  }
}
