import type { OriginKind } from "../../../status/report.ts";
import { inWords, shortVersion, versionChip } from "./chip.ts";
import { html, type Markup } from "./markup.ts";
import type { Chip, PageModel, PageService, ServiceGroup } from "./model.ts";

/** Services by environments, a table for each folder of services. */
export function matrixSection(model: PageModel): Markup {
  const { palette, report } = model;
  const running = new Set(report.rows.map(({ version }) => version ?? ""));
  const versions = palette.versions.filter((version) => running.has(version)).reverse();
  const options = versions.map((version) => html`<option value="${version}">${shortVersion(version)}</option>`);
  return html`<section id="matrix" aria-labelledby="matrix-title">
<h2 id="matrix-title">Services by environment</h2>
<form class="filters" role="search" aria-label="Filter" hidden>
<span><label for="text">Find</label> <input type="search" id="text" name="text" placeholder="service, release, file, key" autocomplete="off" spellcheck="false"></span>
<span><label for="version">Version</label> <select id="version" name="version"><option value="">all</option>${options}</select></span>
<span><label for="origin">Origin</label> <select id="origin" name="origin"><option value="">all</option><option value="override">set by the service</option><option value="inherited">inherited</option><option value="default">default, or else</option></select></span>
<label class="check"><input type="checkbox" name="behind">behind only</label>
<button type="reset">Reset</button>
<output role="status"></output>
</form>
<div class="groups">${model.groups.map((group, i) => tableOf(group, i, model))}</div>
</section>`;
}

function tableOf({ name, columns, services }: ServiceGroup, number: number, model: PageModel): Markup {
  const heads = ["service", ...columns].map((column) => html`<th scope="col">${column}</th>`);
  const id = `group-${number + 1}`;
  return html`<div class="region" role="region" aria-labelledby="${id}" tabindex="0"><table>
<caption id="${id}">${name}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${services.map((service) => rowOf(service, columns, model))}</tbody>
</table></div>
`;
}

function rowOf(service: PageService, columns: readonly string[], model: PageModel): Markup {
  const cells = columns.map((column) => {
    const chips = service.cells.get(column) ?? [];
    return html`<td>${chips.map((chip) => chipOf(chip, chips.length > 1, model))}</td>`;
  });
  return html`<tr data-service="${service.id}"><th scope="row"><a href="#${service.id}">${service.name}</a></th>${cells}</tr>
`;
}

/** How many releases a chip names. */
const mostNames = 2;

const filterOf: Readonly<Record<OriginKind, string>> = {
  override: "override",
  inherited: "inherited",
  chart: "default",
  literal: "default",
  several: "default",
  unknown: "default",
};

/** @param isOneOfSeveral - whether there are others in the cell, so that one has to know which this is */
function chipOf(
  { blocks: [block, ...others], releases, count }: Chip,
  isOneOfSeveral: boolean,
  { palette, report }: PageModel,
): Markup {
  const { row } = block;
  const { version, origin, isBehind, image } = row;
  const named = releases.slice(0, mostNames).join(", ") + (releases.length > mostNames ? ", …" : "");
  const notes = [
    ...(image !== report.images[0]?.image ? [image] : []),
    ...(isOneOfSeveral ? [named] : []),
    ...(count > 1 ? [`×${count}`] : []),
  ];
  const data = [
    html` data-rank="${palette.rankOf(version)}" data-version="${version ?? ""}" data-origin="${filterOf[origin.kind]}"`,
    isBehind && html` data-behind`,
    count > 1 && html` data-count="${count}"`,
    others.length > 0 && html` data-others="${others.map(({ id }) => `#${id}`).join()}"`,
  ];
  const note = notes.length > 0 && html` <small>${notes.join(" ")}</small>`;
  return html`<a href="#${block.id}" title="${releases.join(", ")}: ${inWords(row)}"${data}>${versionChip(row, palette)}${note}</a>`;
}
