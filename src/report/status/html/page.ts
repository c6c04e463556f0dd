import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { History } from "../../../status/history.ts";
import type { StatusReport } from "../../../status/report.ts";
import { detailsSection } from "./details.ts";
import { failuresSection } from "./failures.ts";
import { html, Markup } from "./markup.ts";
import { matrixSection } from "./matrix.ts";
import { modelOf, type PageModel } from "./model.ts";
import { summarySection } from "./summary.ts";
import { timelineSection } from "./timeline.ts";

/**
 * The state of a repository as one page that needs nothing else: no network, no font, no file beside it. The same report
 * gives the same page.
 *
 * @param history - what files said before; `undefined` where git knows nothing of them
 */
export function statusPage(report: StatusReport, history: History | undefined): string {
  const model = modelOf(report, history);
  const style = `${asset("status-page.css")}\n${model.palette.css}\n`;
  const script = asset("status-page.js");
  // What comes from a repository can bring no script, no style and no request of its own, should it ever get past escaping.
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${titleOf(model)}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${header(model)}
<main>
${summarySection(model)}
${matrixSection(model)}
${timelineSection(model)}
${detailsSection(model)}
${failuresSection(model)}
</main>
<dialog id="panel" aria-labelledby="panel-title"></dialog>
<script>${new Markup(script)}</script>
</body>
</html>
`.text;
}

function titleOf({ report }: PageModel): string {
  return `Where ${report.wanted.join(" and ")} ${report.wanted.length === 1 ? "runs" : "run"}`;
}

function header(model: PageModel): Markup {
  const { revision } = model.report;
  const state = revision
    ? html`at <b>${revision.name}</b> (${revision.commit.slice(0, 9)}, ${revision.date.slice(0, 10)})`
    : "the files as they lie there now";
  const themes = ["auto", "light", "dark"].map(
    (theme) =>
      html`<label><input type="radio" name="theme" value="${theme}"${theme === "auto" && new Markup(" checked")}>${theme}</label>`,
  );
  return html`<header>
<a class="skip" href="#matrix">Skip to the matrix</a>
<div><h1>${titleOf(model)}</h1><p>${state}</p></div>
<fieldset class="theme"><legend>Theme</legend>${themes}</fieldset>
</header>`;
}

/** Style and script lie beside this module, and beside the program once that is built: both are read as they are written. */
function asset(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
