import type { StatusFormatName } from "./format-names.ts";
import type { StatusFormat } from "./style.ts";

/** How the outcome can be printed, by the names that `--format` takes; each is loaded when it is asked for. */
export const statusFormats: Readonly<Record<StatusFormatName, () => Promise<StatusFormat>>> = {
  table: async () => (await import("./table.ts")).tableFormat,
  json: async () => (await import("./json.ts")).jsonFormat,
  csv: async () => (await import("./csv.ts")).csvFormat,
  markdown: async () => (await import("./markdown.ts")).markdownFormat,
};
