import { isDeepStrictEqual } from "node:util";
import { parseAllDocuments } from "yaml";
import { type ContainerImage, findImages } from "../render/images.ts";
import type { ImageChange } from "./plan.ts";

/**
 * Says what is different between the manifests of a release before and after an edit, beside what is meant: the images that
 * change, other texts that hold their versions, and checksums of these.
 *
 * @param changes - what is meant; none: nothing
 * @returns a line for each difference that is not meant; none: all is as it should be
 */
export function compareManifests(before: string, after: string, changes: readonly ImageChange[]): string[] {
  const images = compareImages(findImages(before), findImages(after), changes);
  if (images.problems.length > 0 || before === after) return images.problems;
  return compareTexts(before, after, images.replacements);
}

interface ImageComparison {
  readonly problems: string[];
  /** What became of texts: versions, names, references. Longer ones come first. */
  readonly replacements: readonly (readonly [from: string, to: string])[];
}

function compareImages(
  before: readonly ContainerImage[],
  after: readonly ContainerImage[],
  changes: readonly ImageChange[],
): ImageComparison {
  if (before.length !== after.length) {
    return { problems: [`it runs ${after.length} containers instead of ${before.length}`], replacements: [] };
  }
  const problems: string[] = [];
  const replacements = new Map<string, string>();
  const open = [...changes];
  for (const [i, old] of before.entries()) {
    const now = after[i] as ContainerImage;
    const where = `container ${old.container} of ${old.object}`;
    const meant = open.findIndex((change) => isOf(change, old));
    const [change] = meant < 0 ? [] : open.splice(meant, 1);
    if (now.object !== old.object || now.container !== old.container) {
      problems.push(`${where} has become container ${now.container} of ${now.object}`);
    } else if (change === undefined) {
      if (now.text !== old.text) problems.push(`${where} runs ${now.text} instead of ${old.text}`);
    } else if (now.name !== change.name || now.tag !== (change.version ?? now.tag)) {
      const wanted = `${change.name}:${change.version ?? now.tag}`;
      problems.push(
        now.text === old.text ? `${where} still runs ${old.text}` : `${where} runs ${now.text}, not ${wanted}`,
      );
    } else {
      replacements.set(old.text, now.text);
      if (old.tag !== undefined && now.tag !== undefined) replacements.set(old.tag, now.tag);
    }
  }
  return { problems, replacements: [...replacements].sort(([a], [b]) => b.length - a.length) };
}

function isOf({ object, container, from }: ImageChange, image: ContainerImage): boolean {
  return object === image.object && container === image.container && from === image.text;
}

function compareTexts(before: string, after: string, replacements: ImageComparison["replacements"]): string[] {
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

function compareDocuments(before: string, after: string, replacements: ImageComparison["replacements"]): string[] {
  const old = parse(before);
  const now = parse(after);
  if (old === undefined || now === undefined) return compareLines(before, after, replacements);
  const differences = compareValues(old, now, [], replacements);
  const name = describeObject(old);
  return differences.map((difference) => `${name}: ${difference}`);
}

/** The values of a document; `undefined` where it is not one whole. */
function parse(text: string): unknown {
  const documents = parseAllDocuments(text, { logLevel: "silent" });
  const [document] = documents;
  if (document === undefined || documents.length !== 1 || !("contents" in document)) return undefined;
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS({ maxAliasCount: -1 }) as unknown;
  } catch {
    // An alias without an anchor.
    return undefined;
  }
}

function compareValues(
  before: unknown,
  after: unknown,
  path: readonly string[],
  replacements: ImageComparison["replacements"],
): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, i) => compareValues(item, after[i], [...path, String(i)], replacements));
  }
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => compareValues(before[key], after[key], [...path, key], replacements));
  }
  if (typeof before === "string" && typeof after === "string") {
    if (isDerived(before, after, replacements)) return [];
    if (replacements.length > 0 && isMetadata(path) && isChecksum(before) && isChecksum(after)) return [];
  }
  return [`${path.join(".")}: ${excerpt(before, after)}`];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a text is the other one, where in some lines what was replaced in images is replaced as well. */
function isDerived(before: string, after: string, replacements: ImageComparison["replacements"]): boolean {
  if (before === after) return true;
  const [old, now] = [before.split("\n"), after.split("\n")];
  return (
    old.length === now.length && old.every((line, i) => line === now[i] || replaced(line, replacements) === now[i])
  );
}

/** All at once, so that nothing is replaced in what has come in. */
function replaced(text: string, replacements: ImageComparison["replacements"]): string {
  if (replacements.length === 0) return text;
  const parts = replacements.map(([from]) => from.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const to = new Map(replacements);
  return text.replaceAll(new RegExp(parts.join("|"), "g"), (from) => to.get(from) ?? from);
}

/** Whether a path leads to an annotation or a label, of the object or of its pods. */
function isMetadata(path: readonly string[]): boolean {
  return path.at(-3) === "metadata" && (path.at(-2) === "annotations" || path.at(-2) === "labels");
}

/** A digest in hexadecimal digits, or the first part of one as labels have it. */
function isChecksum(text: string): boolean {
  return /^[0-9a-f]{8,128}$/.test(text);
}

function compareLines(before: string, after: string, replacements: ImageComparison["replacements"]): string[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  const line = old.findIndex((text, i) => text !== now[i] && replaced(text, replacements) !== now[i]);
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
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function describeObject(document: unknown): string {
  const field = (value: unknown, key: string): unknown => (isRecord(value) ? value[key] : undefined);
  return `${field(document, "kind") ?? "?"}/${field(field(document, "metadata"), "name") ?? "?"}`;
}
