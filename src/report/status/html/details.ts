import { formatPlace } from "../../../errors.ts";
import { groupBy } from "../../../group-by.ts";
import type { HistoryLane } from "../../../status/history.ts";
import type { Age, StatusRow } from "../../../status/report.ts";
import { plural } from "../../plural.ts";
import { inWords, shortVersion, versionChip } from "./chip.ts";
import { gapNames, laneName } from "./lane.ts";
import { html, type Markup } from "./markup.ts";
import { type Block, columnOf, looksOf, type PageModel, type PageService, type SharedLane } from "./model.ts";

/** For each service why it runs what it does, and what its files said before. The matrix leads here. */
export function detailsSection(model: PageModel): Markup {
  return html`<section id="details" aria-labelledby="details-title">
<h2 id="details-title">Why, service by service</h2>
${model.shared.map((shared) => sharedDetails(shared, model))}${model.services.map((service) => serviceDetails(service, model))}</section>`;
}

function sharedDetails({ id, lane }: SharedLane, { palette, history, services }: PageModel): Markup {
  const names = services.filter(({ shared }) => shared.some((other) => other.id === id)).map(({ name }) => name);
  return html`<details id="${id}"><summary><b>${lane.file}</b> for ${plural(names.length, "service")}</summary>
<div class="service"><p>It decides for ${names.join(", ")}.</p>
${laneTable(lane, palette, history?.cutOffAt)}</div>
</details>
`;
}

function serviceDetails(service: PageService, { palette, history }: PageModel): Markup {
  const chips = [...groupBy(service.blocks, ({ row }) => looksOf(row)).values()];
  return html`<details id="${service.id}"><summary><b>${service.name}</b> ${chips.map(([{ row }]) => versionChip(row, palette))}</summary>
<div class="service"><p class="folders">${service.folders.map((folder) => html`<code>${folder}</code> `)}</p>
${service.blocks.map((block) => blockDetails(block, palette))}
${service.lanes.map((lane) => laneTable(lane, palette, history?.cutOffAt))}
${service.shared.length > 0 && html`<p>What is shared has a history of its own: ${service.shared.map(({ lane }) => html`<code>${lane.file}</code> `)}</p>`}</div>
</details>
`;
}

function blockDetails(block: Block, palette: PageModel["palette"]): Markup {
  const { row, rows } = block;
  const { origin, image, repository, drift, age } = row;
  const places = [...groupBy(rows, columnOf)].map(([column, own]) => {
    const names = [...new Set(own.map(({ release }) => release))].join(", ");
    return html`<li><b>${column}</b>: ${names}</li>`;
  });
  const chains = origin.keys.map(
    ({ keyPath, chain }) => html`<p class="key"><code>${keyPath}</code>${chain.length === 0 && " is not set"}</p>
<ol class="chain">${chain.map((layer) => siteLine(layer.kind, layer.file, layer.value, layer.site, layer.decides, block))}</ol>`,
  );
  const isKnown = origin.keys.some(({ chain }) => chain.length > 0);
  const literals = isKnown
    ? []
    : origin.sites.map((site) => siteLine("literal", site.file, site.text, site, true, block));
  return html`<div class="block" id="${block.id}" tabindex="-1">
<h3>${versionChip(row, palette)} ${image} <span>${inWords(row)}</span></h3>
<ul class="places">${places}</ul>
${chains}${literals.length > 0 && html`<ol class="chain">${literals}</ol>`}
${origin.keys.length + literals.length === 0 && html`<p>Nothing was found that decides it.</p>`}
<dl><dt>image</dt><dd><code>${repository}</code></dd>${age && html`<dt>since</dt><dd>${ageText(age)}</dd>`}${drift.length > 0 && html`<dt>beside</dt><dd>${drift.map(shortVersion).join(", ")} elsewhere in the service</dd>`}</dl>
</div>
`;
}

/** A line of a file has at most as many characters on the page. */
const mostCharacters = 160;

function siteLine(
  kind: string,
  file: string,
  value: string,
  site: StatusRow["origin"]["sites"][number] | undefined,
  decides: boolean,
  block: Block,
): Markup {
  const line = site?.lineText.trim() ?? `${value} (the place is not known)`;
  const short = line.length > mostCharacters ? `${line.slice(0, mostCharacters)}…` : line;
  const place = block.nameOf(site ? formatPlace(site) : file);
  return html`<li${decides && html` class="decides"`}><span>${kind}</span> <code>${place}</code> <code>${short}</code>${decides && html` <em>decides</em>`}</li>`;
}

function ageText({ commit, days }: Age): Markup {
  if (commit === undefined) return html`changed, and not committed`;
  return html`${commit.date.slice(0, 10)} (${plural(days, "day")}), <code>${commit.hash.slice(0, 9)}</code> ${commit.subject}, ${commit.author}`;
}

function laneTable(lane: HistoryLane, palette: PageModel["palette"], cutOffAt: string | undefined): Markup {
  const rows = lane.points.toReversed().map(({ commit, value, gap, file }) => {
    const said =
      value === undefined
        ? html`<span class="gap">${gapNames[gap ?? "not-set"]}</span>`
        : html`<b class="chip ${palette.classOf(value)}">${value}</b>`;
    return html`<tr><td>${commit.hash === cutOffAt && "before "}<time datetime="${commit.date}">${commit.date.slice(0, 10)}</time></td><td>${said}</td><td><code>${commit.hash.slice(0, 9)}</code> ${commit.subject}${file !== lane.file && html` <span class="gap">(then ${file})</span>`}</td></tr>`;
  });
  const { now } = lane;
  const isCommitted = now === undefined || now === lane.points.at(-1)?.value;
  const uncommitted =
    !isCommitted &&
    html`<tr><td>now</td><td><b class="chip ${palette.classOf(now)}">${now}</b></td><td>not committed</td></tr>`;
  return html`<table class="history"><caption>${laneName(lane)}, by date</caption><thead><tr><th scope="col">from</th><th scope="col">said</th><th scope="col">commit</th></tr></thead><tbody>${uncommitted}${rows}</tbody></table>
`;
}
