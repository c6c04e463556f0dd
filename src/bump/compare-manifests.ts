import { isDeepStrictEqual } from "node:util";
import { Allowance, defaultUnits, ExhaustedError, isExhausted, spend } from "../govalue/allowance.ts";
import { GoError } from "../govalue/function.ts";
import { readMap } from "../goyaml/index.ts";
import type { ComparableRelease } from "../render/compare-targets.ts";
import { type ContainerImage, findImages } from "../render/images.ts";
import type { ImageChange } from "./plan.ts";

/**
 * Says what is different between the manifests of a release before and after an edit, beside what is meant: the images that
 * change, other texts that hold their versions, and checksums of these.
 *
 * @param changes - what is meant; none: nothing
 * @returns a line for each difference that is not meant; none: all is as it should be
 */
export function compareManifests(before: Manifests, after: Manifests, changes: readonly ImageChange[]): string[] {
  try {
    return new Allowance(unitsOfComparison).run(() => {
      const isSame = before.text === after.text;
      const old = imagesOf(before);
      const images = compareImages(old, isSame ? old : imagesOf(after), changes);
      if (images.problems.length > 0 || isSame) return images.problems;
      return compareTexts(before.text, after.text, new Replacements(images.replacements));
    });
  } catch (error) {
    if (!isExhausted(error)) throw error;
    return ["there is too much in it to be compared"];
  }
}

/** The manifests of a release, and the images in them where they are known. */
type Manifests = Pick<ComparableRelease, "text" | "images">;

function imagesOf({ text, images }: Manifests): readonly ContainerImage[] {
  return images?.() ?? findImages(text);
}

/** Twice what it takes to find the images of a release, and as much again for what is different. */
const unitsOfComparison = 4 * defaultUnits;

interface ImageComparison {
  readonly problems: string[];
  /** What became of texts: versions, names, references. */
  readonly replacements: ReadonlyMap<string, string>;
}

/** Texts, of which longer ones go before shorter ones, and what became of them. */
class Replacements {
  readonly #to: ReadonlyMap<string, string>;
  readonly #from: RegExp;

  constructor(to: ReadonlyMap<string, string>) {
    this.#to = to;
    const parts = [...to.keys()].sort((a, b) => b.length - a.length);
    this.#from = new RegExp(parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
  }

  get areNone(): boolean {
    return this.#to.size === 0;
  }

  /** All at once, so that nothing is replaced in what has come in. */
  replace(text: string): string {
    spend(text.length * (1 + this.#to.size));
    return this.areNone ? text : text.replaceAll(this.#from, (from) => this.#to.get(from) ?? from);
  }
}

function compareImages(
  before: readonly ContainerImage[],
  after: readonly ContainerImage[],
  changes: readonly ImageChange[],
): ImageComparison {
  if (before.length !== after.length) {
    return { problems: [`it runs ${after.length} containers instead of ${before.length}`], replacements: new Map() };
  }
  const problems: string[] = [];
  const replacements = new Map<string, string>();
  const open = [...changes];
  for (const [i, old] of before.entries()) {
    const now = after[i] as ContainerImage;
    const where = `container ${old.container} of ${old.object}`;
    spend(open.length);
    const meant = open.findIndex((change) => isOf(change, old));
    const [change] = meant < 0 ? [] : open.splice(meant, 1);
    if (now.object !== old.object || now.container !== old.container) {
      problems.push(`${where} has become container ${now.container} of ${now.object}`);
    } else if (change === undefined) {
      if (now.text !== old.text) problems.push(`${where} runs ${now.text} instead of ${old.text}`);
    } else if (now.name !== (change.name ?? now.name) || now.tag !== (change.version ?? now.tag)) {
      const wanted = `${change.name ?? now.name}:${change.version ?? now.tag}`;
      problems.push(
        now.text === old.text ? `${where} still runs ${old.text}` : `${where} runs ${now.text}, not ${wanted}`,
      );
    } else {
      replacements.set(old.text, now.text);
      if (old.tag !== undefined && now.tag !== undefined) replacements.set(old.tag, now.tag);
    }
  }
  return { problems, replacements };
}

function isOf({ object, container, from }: ImageChange, image: ContainerImage): boolean {
  return object === image.object && container === image.container && from === image.text;
}

function compareTexts(before: string, after: string, replacements: Replacements): string[] {
  const [old, now] = [splitDocuments(before), splitDocuments(after)];
  if (old.length !== now.length) return [`it has ${now.length} manifests instead of ${old.length}`];
  return old.flatMap((text, i) => {
    const other = now[i] as string;
    return isDerived(text, other, replacements) ? [] : compareDocuments(text, other, replacements);
  });
}

function splitDocuments(manifests: string): string[] {
  return manifests.split(/^---(?=\s|$)/m);
}

function compareDocuments(before: string, after: string, replacements: Replacements): string[] {
  const old = parse(before);
  const now = parse(after);
  if (old === undefined || now === undefined) return compareLines(before, after, replacements);
  try {
    const differences = compareValues(old, now, [], replacements);
    const name = describeObject(old);
    return differences.map((difference) => `${name}: ${difference}`);
  } catch (error) {
    // It calls itself for what is nested.
    if (!(error instanceof RangeError)) throw error;
    return compareLines(before, after, replacements);
  }
}

/** The values of a document; `undefined` where it is not one whole. */
function parse(text: string): unknown {
  try {
    return readMap(text, { library: "v3" });
  } catch (error) {
    if (!(error instanceof GoError) || error instanceof ExhaustedError) throw error;
    return undefined;
  }
}

function compareValues(before: unknown, after: unknown, path: readonly string[], replacements: Replacements): string[] {
  spend(20 + path.length);
  if (before === after) return [];
  if (Array.isArray(before) && Array.isArray(after)) {
    if (before.length !== after.length) return differ(before, after, path);
    return before.flatMap((item, i) => compareValues(item, after[i], [...path, String(i)], replacements));
  }
  if (before instanceof Map && after instanceof Map) {
    const keys = [...new Set([...before.keys(), ...after.keys()])];
    return keys.flatMap((key) => compareValues(before.get(key), after.get(key), [...path, String(key)], replacements));
  }
  if (typeof before === "string" && typeof after === "string") {
    if (isDerived(before, after, replacements)) return [];
    if (!replacements.areNone && isMetadata(path) && isChecksum(before) && isChecksum(after)) return [];
  }
  return isDeepStrictEqual(before, after) ? [] : differ(before, after, path);
}

function differ(before: unknown, after: unknown, path: readonly string[]): string[] {
  return [`${path.join(".")}: ${excerpt(before, after)}`];
}

/** Whether a text is the other one, where in some lines what was replaced in images is replaced as well. */
function isDerived(before: string, after: string, replacements: Replacements): boolean {
  if (before === after) return true;
  spend(before.length + after.length);
  const [old, now] = [before.split("\n"), after.split("\n")];
  return old.length === now.length && old.every((line, i) => line === now[i] || replacements.replace(line) === now[i]);
}

/** Whether a path leads to an annotation or a label, of the object or of its pods. */
function isMetadata(path: readonly string[]): boolean {
  return path.at(-3) === "metadata" && (path.at(-2) === "annotations" || path.at(-2) === "labels");
}

/** A digest in hexadecimal digits, or the first part of one as labels have it. */
function isChecksum(text: string): boolean {
  return /^[0-9a-f]{8,128}$/.test(text);
}

function compareLines(before: string, after: string, replacements: Replacements): string[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  const line = old.findIndex((text, i) => text !== now[i] && replacements.replace(text) !== now[i]);
  if (line < 0 && old.length === now.length) return [];
  return [excerpt(old[line], now[line])];
}

/** The first line that differs. */
function excerpt(before: unknown, after: unknown): string {
  if (typeof before === "string" && typeof after === "string") {
    const [old, now] = [before.split("\n"), after.split("\n")];
    const line = old.findIndex((text, i) => text !== now[i]);
    const at = line < 0 ? old.length : line;
    return `${show(old[at])} → ${show(now[at])}`;
  }
  return `${show(before)} → ${show(after)}`;
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value, (_, item: unknown) => {
    spend(20);
    if (item instanceof Map) return Object.fromEntries(item);
    return typeof item === "bigint" ? Number(item) : item;
  });
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function describeObject(document: unknown): string {
  const field = (value: unknown, key: string): unknown => (value instanceof Map ? value.get(key) : undefined);
  return `${field(document, "kind") ?? "?"}/${field(field(document, "metadata"), "name") ?? "?"}`;
}
