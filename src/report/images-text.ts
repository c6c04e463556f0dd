import { groupBy } from "../group-by.ts";
import { onOneLine } from "../on-one-line.ts";
import { countImages, type FoundImage, type FoundImages, idOfRelease } from "./images-run.ts";
import { plural } from "./plural.ts";
import { describeFailure, noneRuns } from "./render-failure.ts";
import type { Colors, Terminal } from "./terminal.ts";

/** What stands for the environment where there is none, so that every line has as many columns. */
const none = "-";

/** Prints a line for each image of a release, in columns, on stdout; the rest on stderr. */
export function printImagesText(found: FoundImages, { stdout, stderr, colors, messageColors }: Terminal): void {
  stdout.write(table(found.images, colors));
  for (const failure of found.failures) stderr.write(`${messageColors.yellow("!")} ${describeFailure(failure)}\n`);
  stderr.write(`${summary(found)}\n`);
}

function table(images: readonly FoundImage[], colors: Colors): string {
  // A release can run an image in several containers.
  const once = groupBy(images, (found) => `${idOfRelease(found)} ${found.image.text}`);
  const rows = [...once.values()].map(([{ helmfile, environment = none, release, image }]) => ({
    place: [helmfile.path, environment, release.name].map(onOneLine),
    image: colored(image, colors),
  }));
  const widths = [0, 1, 2].map((i) => Math.max(0, ...rows.map(({ place }) => place[i]?.length ?? 0)));
  const lines = rows.map(({ place, image }) => {
    const columns = place.map((text, i) => text.padEnd(widths[i] ?? 0));
    return `${[...columns, image].join("  ")}\n`;
  });
  return lines.join("");
}

/** An image as it is written, with its version in colour. */
function colored({ text, tag, digest }: FoundImage["image"], colors: Colors): string {
  const version = digest ?? tag ?? "";
  const shown = onOneLine(text);
  return shown.endsWith(version) ? shown.slice(0, shown.length - version.length) + colors.green(version) : shown;
}

function summary(found: FoundImages): string {
  const { references, releases, helmfiles, failures } = countImages(found);
  const runs = `${plural(releases, "release")} of ${plural(helmfiles, "helmfile")} ${releases === 1 ? "runs" : "run"} ${plural(references, "image")}`;
  const parts = [
    releases === 0 ? noneRuns(found.wanted, failures) : runs,
    ...(failures > 0 ? [plural(failures, "failure")] : []),
  ];
  return parts.join(", ");
}
