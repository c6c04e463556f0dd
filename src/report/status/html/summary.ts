import { isVersion } from "../../../bump/version-order.ts";
import { groupBy } from "../../../group-by.ts";
import { serviceOf } from "../../../status/standing.ts";
import { plural } from "../../plural.ts";
import { shortVersion, signs } from "./chip.ts";
import { html, type Markup } from "./markup.ts";
import type { PageModel } from "./model.ts";

/** How often each version runs; its list is the legend of the page. */
export function summarySection({ report, palette, services }: PageModel): Markup {
  const orderOf = (version = "") => (isVersion(version) ? palette.rankOf(version) : -1);
  const counts = [...groupBy(report.rows, ({ image, version }) => JSON.stringify([version, image])).values()]
    .map((rows) => ({ ...rows[0], rows: rows.length, services: new Set(rows.map(serviceOf)).size }))
    .sort((a, b) => orderOf(b.version) - orderOf(a.version) || (a.image < b.image ? -1 : 1));
  const total = Math.max(report.rows.length, 1);
  const behindCount = report.rows.filter(({ isBehind }) => isBehind).length;
  let left = 0;
  const bars = counts.map(({ version, rows }) => {
    const share = (100 * rows) / total;
    const bar = html`<rect class="${palette.classOf(version)}" x="${left.toFixed(3)}%" width="${share.toFixed(3)}%" height="100%"/>`;
    left += share;
    return bar;
  });
  const entries = counts.map(({ image, version, isBehind, rows, services: own }) => {
    const sign = isBehind ? html` <i aria-hidden="true">${signs.behind.sign}</i>` : "";
    return html`<li><b class="chip ${palette.classOf(version)}">${shortVersion(version)}${sign}</b> <span>${image}</span> <span>${plural(rows, "time")} in ${plural(own, "service")}${isBehind && ", behind"}</span></li>`;
  });
  return html`<section aria-labelledby="summary-title">
<h2 id="summary-title">${plural(report.rows.length, "image")} of ${plural(services.length, "service")}, ${behindCount} behind</h2>
<svg class="share" aria-hidden="true">${bars}</svg>
<ul class="legend">${entries}</ul>
<p class="signs"><span><i aria-hidden="true">${signs.override.sign}</i> ${signs.override.words}; without, it is inherited or a default</span> <span><i aria-hidden="true">${signs.behind.sign}</i> ${signs.behind.words}: an image of this name runs somewhere in a newer version</span> <span><b>×3</b> three times, such as in three releases</span></p>
</section>`;
}
