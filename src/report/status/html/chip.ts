import type { OriginKind, StatusRow } from "../../../status/report.ts";
import { type Content, html, type Markup } from "./markup.ts";
import type { Palette } from "./palette.ts";

/** What is said of a version beside its name: in words, and by a sign that takes little room. */
export const signs = {
  behind: { sign: "↓", words: "behind" },
  override: { sign: "◆", words: "set by the service" },
} as const;

/** What a kind of origin is called. */
export const originNames: Readonly<Record<OriginKind, string>> = {
  override: "set by the service",
  inherited: "inherited",
  chart: "default of the chart",
  literal: "written in the chart",
  several: "made of several values",
  unknown: "not known",
};

/** A version as the page shows it everywhere: its name on its colour, with signs. */
export function versionChip(
  { version, isBehind, origin }: Pick<StatusRow, "version" | "isBehind" | "origin">,
  palette: Palette,
  more: Content = "",
): Markup {
  const { behind, override } = signs;
  const shown = [...(origin.kind === "override" ? [override] : []), ...(isBehind ? [behind] : [])].map(
    ({ sign, words }) => html` <i aria-hidden="true">${sign}</i><span class="aside">, ${words}</span>`,
  );
  return html`<b class="chip ${palette.classOf(version)}">${shortVersion(version)}${shown}</b>${more}`;
}

/** A digest is too long for a table. */
export function shortVersion(version: string | undefined): string {
  if (version === undefined) return "no tag";
  const [, algorithm, start] = /^(\w+:)([0-9a-f]{12})[0-9a-f]{20,}$/.exec(version) ?? [];
  return algorithm === undefined ? version : `${algorithm}${start}…`;
}
