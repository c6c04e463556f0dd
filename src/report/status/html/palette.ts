import { compareVersions, isVersion } from "../../../bump/version-order.ts";

/** A colour for each version. */
export interface Palette {
  /** Oldest first, then those that cannot be ordered. */
  readonly versions: readonly string[];
  /** The place of a version among them; no version comes last. */
  rankOf(version: string | undefined): number;
  /** Rules for the classes of {@link classOf}: each sets `--hue`. */
  readonly css: string;
  /** What cannot be ordered, and no version, has no colour. */
  classOf(version: string | undefined): string;
}

/** The hue of the newest version, in degrees of OKLCH: blue. Older ones are green, yellow, red, and at last purple. */
const newestHue = 255;
const oldestHueToday = 50;
const oldestHue = -50;

/**
 * Colours versions by their order. Those that run today are as far from each other as they can be; those of the past lie
 * between them.
 */
export function paletteOf(today: Iterable<string | undefined>, past: Iterable<string | undefined>): Palette {
  const running = ordered(today);
  const all = ordered([...running, ...past]);
  const known = [...new Set([...today, ...past].filter((version) => version !== undefined))];
  const versions = [...all, ...known.filter((version) => !isVersion(version)).sort()];
  const ranks = new Map(versions.map((version, rank) => [version, rank]));
  const hues = huesOf(all, new Set(running));
  return {
    versions,
    rankOf: (version = "") => ranks.get(version) ?? versions.length,
    css: hues.map((hue, rank) => `.v${rank}{--hue:${hue}}`).join("\n"),
    classOf: (version) => (version !== undefined && isVersion(version) ? `v${ranks.get(version)}` : "plain"),
  };
}

function ordered(versions: Iterable<string | undefined>): string[] {
  const known = new Set([...versions].filter((version) => version !== undefined && isVersion(version)));
  return ([...known] as string[]).sort((a, b) => compareVersions(a, b) || (a < b ? -1 : 1));
}

function huesOf(versions: readonly string[], running: ReadonlySet<string>): number[] {
  const anchors = versions.flatMap((version, rank) => (running.has(version) ? [rank] : []));
  const step = (newestHue - oldestHueToday) / Math.max(anchors.length - 1, 1);
  const points = anchors.map((rank, i) => ({ rank, hue: newestHue - (anchors.length - 1 - i) * step }));
  // What is older than all that runs, and what is newer (there was a way back), lies beyond.
  const ends = [{ rank: -1, hue: oldestHue }, ...points, { rank: versions.length, hue: newestHue + 30 }];
  return versions.map((_, rank) => {
    const after = ends.findIndex((point) => point.rank >= rank);
    const [low, high] = [ends[after - 1], ends[after]];
    if (low === undefined || high === undefined) return newestHue;
    return Math.round(low.hue + ((rank - low.rank) / (high.rank - low.rank)) * (high.hue - low.hue) + 360) % 360;
  });
}
