import { formatPlace } from "../errors.ts";
import { onOneLine } from "../on-one-line.ts";
import {
  type Cause,
  formatKeyPath,
  type LayerKind,
  type OriginLayer,
  type Site,
  winnerOf,
} from "../provenance/origin.ts";
import { pathFromFolder } from "../repository/path-from-folder.ts";
import { groupImages, type ImageGroup } from "./explain-groups.ts";
import { countExplanation, type Explanation } from "./explain-run.ts";
import { plural } from "./plural.ts";
import { describeFailure, noneRuns } from "./render-failure.ts";
import type { Terminal } from "./terminal.ts";

/** How many characters a line may have. */
const width = 120;

/** Prints what decides each image for people: the chain of each on stdout, once for all that have the same; the rest on stderr. */
export function printExplainText(explanation: Explanation, terminal: Terminal): void {
  const { stdout, stderr, colors, messageColors } = terminal;
  let folder: string | undefined;
  for (const group of groupImages(explanation.images)) {
    const { helmfile } = group;
    if (helmfile.folder !== folder) {
      stdout.write(`${folder === undefined ? "" : "\n"}${colors.bold(onOneLine(helmfile.folder))}\n`);
      folder = helmfile.folder;
    }
    for (const line of describeGroup(group, colors)) stdout.write(`${line}\n`);
  }
  for (const failure of explanation.failures)
    stderr.write(`${messageColors.yellow("!")} ${describeFailure(failure)}\n`);
  stderr.write(`${summary(explanation)}\n`);
}

function describeGroup(group: ImageGroup, colors: Terminal["colors"]): string[] {
  const { image, version } = group.origin;
  const { causes, literals } = version;
  const shown = image.digest ?? image.tag ?? "without a tag";
  const lines = [
    `  ${colors.bold(onOneLine(image.name))} ${colors.green(onOneLine(shown))}${causes.length > 1 ? ", made of several values" : ""}`,
    ...group.places.flatMap((place) => wrap(onOneLine(`in ${place}`), "    ")),
  ];
  const rows = literals.map((site) =>
    describeRow({ kind: "literal", file: site.file, site, value: site.text }, true, group, colors),
  );
  for (const cause of causes) {
    const winner = winnerOf(cause);
    const layers = cause.layers.map((layer) =>
      describeRow({ ...layer, kind: kindNames[layer.kind] }, layer === winner, group, colors),
    );
    lines.push(
      `    ${onOneLine(formatKeyPath(cause.path))}${winner ? "" : " is not set"}`,
      ...layers,
      ...(winner ? [] : rows),
    );
    lines.push(...wrap(onOneLine(describeChange(cause, group)), "      ").map((line) => colors.dim(line)));
  }
  if (causes.length === 0) lines.push(...(rows.length > 0 ? rows : ["    nothing was found that decides it"]));
  return lines;
}

const kindNames: Readonly<Record<LayerKind, string>> = {
  chart: "chart",
  values: "values",
  "stand-in": "stand-in",
  template: "template",
  inline: "helmfile",
  state: "state",
  set: "set",
};

type Row = Pick<OriginLayer, "file" | "site" | "value"> & { readonly kind: string };

function describeRow(
  { kind, file, site, value }: Row,
  decides: boolean,
  group: ImageGroup,
  colors: Terminal["colors"],
) {
  const start = `    ${decides ? ">" : " "} ${kind.padEnd(9)}`;
  const place = onOneLine(group.nameOf(site ? formatPlace(site) : file));
  const room = Math.max(width - start.length - place.length - 2, 16);
  const text = onOneLine(site ? excerpt(site, value, room) : `${value} (the place is not known)`);
  const line = `${start}${decides ? place : colors.dim(place)}  ${decides ? text : colors.dim(text)}`;
  return decides ? line.replace(">", () => colors.green(">")) : line;
}

/** A text in lines that fit. */
function wrap(text: string, indentation: string): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line === "") lines[lines.length - 1] = indentation + word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(indentation + word);
  }
  return lines;
}

/** The line of a site, as far as there is room: what stands at the site is always shown. */
function excerpt({ lineText, column, text }: Site, value: string, room: number): string {
  const indentation = lineText.length - lineText.trimStart().length;
  const line = lineText.trim();
  const printed = text.includes(value) ? "" : ` (printed as ${value})`;
  const most = room - printed.length;
  if (line.length <= most) return line + printed;
  const start = column - 1 - indentation;
  const from = Math.max(0, Math.min(start - 8, line.length - most + 1));
  const head = from > 0 ? "…" : "";
  const tail = from + most - head.length < line.length ? "…" : "";
  return head + line.slice(from, from + most - head.length - tail.length) + tail + printed;
}

/** What it takes to change a value for the service alone. */
function describeChange(cause: Cause, group: ImageGroup): string {
  const files = group.overridesOf(cause).map(({ file, exists }) => {
    const path = group.nameOf(file);
    const name = pathFromFolder(path, group.helmfile.folder) ?? path;
    return exists ? name : `${name} (not there yet)`;
  });
  if (files.length === 0) return "no values file of the service goes over it";
  return `to change it for the service, set it in ${[...new Set(files)].join(" or ")}`;
}

function summary(explanation: Explanation): string {
  const { images, untraced, failures } = countExplanation(explanation);
  const parts = [
    images === 0 ? noneRuns(explanation.wanted, failures) : plural(images, "image"),
    ...(untraced > 0 ? [`${untraced} of them without a known place`] : []),
    ...(failures > 0 ? [plural(failures, "failure")] : []),
  ];
  return parts.join(", ");
}
