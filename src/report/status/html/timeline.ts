import { formatKeyPath } from "../../../provenance/origin.ts";
import type { HistoryLane, HistoryPoint } from "../../../status/history.ts";
import { plural } from "../../plural.ts";
import { gapNames } from "./lane.ts";
import { html, type Markup } from "./markup.ts";
import type { PageModel } from "./model.ts";

/** What the values files of services said over time: a bar for each file and key, on one axis. */
export function timelineSection({ services, shared, history, palette }: PageModel): Markup {
  const head = html`<h2 id="timeline-title">Versions over time</h2>`;
  const own = services
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ id, name, lanes: all }) => all.map((lane) => ({ id, name, lane })));
  const lanes: readonly NamedLane[] = [
    ...shared.map(({ id, lane }) => ({ id, name: plural(lane.services.length, "service"), lane })),
    ...own,
  ];
  const times = lanes.flatMap(({ lane }) => lane.points.map(({ commit }) => timeOf(commit.date)));
  const start = times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  const newest = history?.newest;
  if (newest === undefined || !Number.isFinite(start)) {
    return html`<section id="timeline" aria-labelledby="timeline-title">${head}<p>${
      newest === undefined ? "Git knows no history of these files." : "No file that git knows has set a version."
    }</p></section>`;
  }
  const end = times.reduce((most, time) => Math.max(most, time), timeOf(newest.date));
  const axis = axisOf(start, Math.max(end, start + dayLength));
  const values = new Set(lanes.flatMap(({ lane }) => lane.points.map(({ value }) => value)));
  const said = palette.versions.filter((version) => values.has(version));
  return html`<section id="timeline" aria-labelledby="timeline-title">${head}
<p>What files said, out of git up to ${newest.hash.slice(0, 9)} of ${newest.date.slice(0, 10)}; a file that decides today is shown with its version. Whether it decided before cannot be known from it alone. A thin line: the file was there and did not set the key. Services that are not here have set none in a file that git knows.</p>
<ul class="legend">${said.map((version) => html`<li><b class="chip ${palette.classOf(version)}">${version}</b></li>`)}</ul>
<div class="axis" aria-hidden="true"><svg>${axis.years.map(({ year, at }) => html`<text x="${at}%" y="1em">${year}</text>`)}</svg></div>
<div class="chart"><div class="grid" aria-hidden="true"><svg>${axis.years.map(({ at }) => html`<line x1="${at}%" x2="${at}%" y2="100%"/>`)}</svg></div>
<ul class="lanes">
${lanes.map((lane, i) => laneOf(lane, lanes[i - 1]?.id === lane.id, axis, palette))}</ul></div>
</section>`;
}

/** A lane, whose it is, and where that is told in full. */
interface NamedLane {
  readonly id: string;
  readonly name: string;
  readonly lane: HistoryLane;
}

const dayLength = 24 * 60 * 60 * 1000;

interface Axis {
  readonly years: readonly { readonly year: number; readonly at: string }[];
  /** In percent of the width. */
  at(time: number): number;
}

function axisOf(start: number, end: number): Axis {
  const at = (time: number) => (100 * (time - start)) / (end - start);
  const first = new Date(start).getUTCFullYear() + 1;
  const last = new Date(end).getUTCFullYear();
  const years = Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => first + i);
  return { at, years: years.map((year) => ({ year, at: at(Date.UTC(year)).toFixed(2) })) };
}

/** @param isNamed - whether the lane before is of the same service */
function laneOf(
  { id, name, lane: { points, now, file, path } }: NamedLane,
  isNamed: boolean,
  axis: Axis,
  palette: PageModel["palette"],
): Markup {
  let time = 0;
  // Dates of commits may go back; their order does not.
  const times = points.map(({ commit }) => {
    time = Math.max(time, timeOf(commit.date));
    return time;
  });
  const bars = points.map((point, i) => {
    const from = axis.at(times[i] ?? 0);
    const to = i + 1 < points.length ? axis.at(times[i + 1] ?? 0) : 100;
    return barOf(point, points[i + 1], from, to, palette);
  });
  const service = isNamed ? html`<span class="aside">${name}</span>` : html`<a href="#${id}">${name}</a>`;
  const today = now !== undefined && html`<b class="chip ${palette.classOf(now)}">${now}</b>`;
  const shortFile = file.slice(file.lastIndexOf("/") + 1);
  return html`<li data-service="${id}"><div class="who">${service} <div>${shortFile} <code>${formatKeyPath(path)}</code> ${today}<span class="aside">, ${plural(points.length, "change")}</span></div></div><svg aria-hidden="true">${bars}</svg></li>
`;
}

/** How many percent of the width a character takes, about. */
const characterWidth = 1.05;
/** What lasted for a day can be seen as well. */
const leastWidth = 0.4;

function barOf(
  { commit, value, gap }: HistoryPoint,
  next: HistoryPoint | undefined,
  from: number,
  to: number,
  palette: PageModel["palette"],
): Markup {
  const until = next ? next.commit.date.slice(0, 10) : "today";
  const title = `${value ?? gapNames[gap ?? "not-set"]}: ${commit.date.slice(0, 10)} – ${until}`;
  const box = html`x="${from.toFixed(3)}%" width="${Math.max(to - from, leastWidth).toFixed(3)}%"`;
  if (value === undefined)
    return gap === "no-file"
      ? html``
      : html`<rect class="${gap}" ${box} y="45%" height="10%"><title>${title}</title></rect>`;
  const label = to - from > characterWidth * (value.length + 1) ? html`<text x="4" y="70%">${value}</text>` : "";
  return html`<svg class="bar ${palette.classOf(value)}" ${box} height="100%"><title>${title}</title><rect width="100%" height="100%"/>${label}</svg>`;
}

function timeOf(date: string): number {
  return Date.parse(date);
}
