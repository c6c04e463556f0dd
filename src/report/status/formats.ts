import type { StatusFormatName } from "./format-names.ts";
import type { StatusFormat } from "./style.ts";

/** How the outcome can be printed, by the names that `--format` takes; each is loaded when it is asked for, with the root of the repository. */
export const statusFormats: Readonly<Record<StatusFormatName, (root: string) => Promise<StatusFormat>>> = {
  table: async () => (await import("./table.ts")).tableFormat,
  json: async () => (await import("./json.ts")).jsonFormat,
  csv: async () => (await import("./csv.ts")).csvFormat,
  markdown: async () => (await import("./markdown.ts")).markdownFormat,
  html: async (root) => (await import("./html/format.ts")).htmlFormat(root),
};
