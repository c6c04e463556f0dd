import type { OriginKind, StatusRow } from "../../../status/report.ts";
import { html, type Markup } from "./markup.ts";
import type { Palette } from "./palette.ts";

/** What is said of a version beside its name: in words, and by a sign that takes little room. */
export const signs = {
  behind: { sign: "↓", words: "behind" },
  override: { sign: "◆", words: "set by the service" },
} as const;

/** What a kind of origin is called. */
const originNames: Readonly<Record<OriginKind, string>> = {
  override: "set by the service",
  inherited: "inherited",
  chart: "default of the chart",
  literal: "written in the chart",
  several: "made of several values",
  unknown: "not known",
};

/** A version as the page shows it everywhere: its name on its colour, with signs, which are put into words nearby. */
export function versionChip(
  { version, isBehind, origin }: Pick<StatusRow, "version" | "isBehind" | "origin">,
  palette: Palette,
): Markup {
  const shown = (origin.kind === "override" ? signs.override.sign : "") + (isBehind ? signs.behind.sign : "");
  return html`<b class="chip ${palette.classOf(version)}">${shortVersion(version)}${shown !== "" && html` <i aria-hidden="true">${shown}</i>`}</b>`;
}

/** What its signs say, and where a version comes from. */
export function inWords({ isBehind, origin }: Pick<StatusRow, "isBehind" | "origin">): string {
  return originNames[origin.kind] + (isBehind ? `, ${signs.behind.words}` : "");
}

/** A digest is too long for a table. */
export function shortVersion(version: string | undefined): string {
  if (version === undefined) return "no tag";
  const [, algorithm, start] = /^(\w+:)([0-9a-f]{12})[0-9a-f]{20,}$/.exec(version) ?? [];
  return algorithm === undefined ? version : `${algorithm}${start}…`;
}
