import { stringify } from "yaml";
import { type Config, configSchema } from "../config/schema.ts";
import type { Charts, Releases } from "./examine.ts";

/** Comments are as wide as this. */
const width = 120;

/** What the configuration is made from. */
export interface ConfigFacts {
  readonly charts: Charts;
  readonly releases: Releases;
  readonly helmfiles: number;
  /** Files that are called like helmfiles, and that nobody looks at. */
  readonly lookalikes: readonly string[];
  /** `charts` where it differs from the default. */
  readonly chartRepositories: Config["charts"] | undefined;
  /** The image of the defaults. */
  readonly image: string;
}

/** One key of the configuration, with what it means and why it is there. */
interface Entry {
  readonly key: keyof Config;
  readonly value?: unknown;
  /** What stands there as a comment, which people decide about; behind the value, more of it. */
  readonly proposal?: unknown;
  readonly why: string;
}

/** The text of `.bump-envoy.yaml` for a repository: what differs from the defaults, explained. */
export function configText(facts: ConfigFacts): string {
  const entries = [helmfilesEntry(facts), chartsEntry(facts), imageEntry(facts), registryEntry(facts)].filter(
    (entry) => entry !== undefined,
  );
  const paragraphs = [
    "# yaml-language-server: $schema=node_modules/bump-envoy/schema.json",
    comment(
      "The configuration of bump-envoy: what differs from the defaults. `bump-envoy lint --print-config` prints all of it.",
    ),
    comment(
      `Found: ${describe(facts)}. ${entries.some(({ value }) => value !== undefined) ? "" : "The defaults fit."}`,
    ),
    ...entries.map(printEntry),
  ];
  return `${paragraphs.join("\n\n").replace("\n\n", "\n")}\n`;
}

/** What was found, in a sentence without its end. */
export function describe({
  charts,
  releases,
  helmfiles,
}: Pick<ConfigFacts, "charts" | "releases" | "helmfiles">): string {
  const total = charts.folders.length;
  const kinds = charts.layouts.map(
    ({ layout, count }) =>
      `${count === total ? "" : `${count} `}of the layout ${JSON.stringify(layout.name)} (${lowerFirst(layout.description)})`,
  );
  const others = total - charts.layouts.reduce((sum, { count }) => sum + count, 0);
  if (others > 0) kinds.push(`${others === total ? "" : `${others} `}of no layout that is known`);
  const list = kinds.length > 1 ? `: ${kinds.join(", ")}` : kinds.map((kind) => ` ${kind}`).join("");
  const failures =
    releases.failures > 0 ? `, ${releases.failures} of which cannot be rendered in full in every environment` : "";
  return `${counted(helmfiles, "helmfile")}${failures}; ${counted(total, "chart")}${list}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function lowerFirst(sentence: string): string {
  return (sentence.charAt(0).toLowerCase() + sentence.slice(1)).replace(/\.$/, "");
}

function helmfilesEntry({ lookalikes }: ConfigFacts): Entry | undefined {
  if (lookalikes.length === 0) return undefined;
  const [are, them] = lookalikes.length === 1 ? ["This is", "it"] : ["These are", "them"];
  const why = `${are} called like a helmfile, but not as helmfile looks for: name ${them} here if people run ${them} with \`helmfile -f\`.`;
  return { key: "helmfiles", proposal: lookalikes, why };
}

function chartsEntry({ chartRepositories, releases: { missing }, image }: ConfigFacts): Entry | undefined {
  if (chartRepositories === undefined && missing.length === 0) return undefined;
  const why = [
    chartRepositories && "Releases name their charts by these repositories, and the charts are in these folders.",
    missing.length > 0 &&
      `Charts of ${missing.join(", ")} are not here, so that releases of them are failures: leave out what does not run ${image}.`,
  ];
  const proposal = missing.length > 0 ? Object.fromEntries(missing.map((name) => [name, false])) : undefined;
  return { key: "charts", value: chartRepositories, proposal, why: why.filter(Boolean).join(" ") };
}

function imageEntry({ releases, image }: ConfigFacts): Entry | undefined {
  const names = countBy(releases.images.map(({ name }) => name));
  if (names.has(image)) return undefined;
  const [name] = names.keys();
  const why = `No release runs an image named ${image}.`;
  if (name === undefined) return { key: "image", proposal: image, why };
  const others = `Those with envoy in their names: ${[...names.keys()].join(", ")}.`;
  return { key: "image", value: name, why: `${why} ${others}` };
}

function registryEntry({ releases }: ConfigFacts): Entry | undefined {
  const registries = [...countBy(releases.images.flatMap(({ registry }) => registry ?? [])).keys()];
  if (registries.length < 2) return undefined;
  const why = `Releases run the image from ${registries.join(" and ")}; name the one that can be asked from here.`;
  return { key: "registry", proposal: registries.toSorted(byPublicity)[0], why };
}

/** Names that only a private network has come last. */
function byPublicity(a: string, b: string): number {
  const isPrivate = (host: string) => /\.(?:wmnet|internal|local|lan|svc|corp)(?::\d+)?$/.test(host);
  return Number(isPrivate(a)) - Number(isPrivate(b));
}

/** How often each is there, the most common first. */
function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}

function printEntry({ key, value, proposal, why }: Entry): string {
  const lines = [comment(configSchema.shape[key].description ?? ""), comment(why)];
  if (value !== undefined) lines.push(linesOf({ [key]: value }).join("\n"));
  const proposed = proposal === undefined ? [] : linesOf({ [key]: proposal });
  lines.push(...proposed.slice(value === undefined ? 0 : 1).map((line) => `# ${line}`));
  return lines.join("\n");
}

function linesOf(entry: object): string[] {
  return stringify(entry).trimEnd().split("\n");
}

/** A text as lines of a comment. */
function comment(text: string): string {
  const lines: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > width) lines.push(`# ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join("\n");
}
