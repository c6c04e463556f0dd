import { formatKeyPath } from "../../../provenance/origin.ts";
import type { HistoryGap, HistoryLane } from "../../../status/history.ts";
import { html, type Markup } from "./markup.ts";

/** What a gap is called. */
export const gapNames: Readonly<Record<HistoryGap, string>> = {
  "no-file": "no file",
  "not-set": "not set here",
  unreadable: "not readable",
};

export function laneName({ file, path }: HistoryLane): Markup {
  return html`<code>${formatKeyPath(path)}</code> in <code>${file}</code>`;
}
