import { type Document, parseAllDocuments } from "yaml";
import { ExhaustedError, spend } from "../govalue/allowance.ts";
import { GoError } from "../govalue/function.ts";
import { readMap } from "../goyaml/index.ts";
import { type ImageReference, parseImageReference } from "./image-reference.ts";

/** An image that a container of a manifest runs. */
export interface ContainerImage extends ImageReference {
  /** As written in the manifest. */
  readonly text: string;
  readonly container: string;
  /** The object that holds the pod, as `Kind/name`. */
  readonly object: string;
}

const containerLists = new Set(["containers", "initContainers", "ephemeralContainers"]);

/**
 * The images of every container of every manifest, init containers included, wherever the manifest keeps its pod (a
 * Deployment, a CronJob, a custom resource with a pod template, a List).
 *
 * @param manifests - a stream of YAML documents; of one that is no YAML, what can be read all the same
 */
export function findImages(manifests: string): ContainerImage[] {
  return documentsWith("ontainers", manifests)
    .flatMap(readDocuments)
    .flatMap((manifest) =>
      [...containersBelow(manifest)].map(({ name, image }) => ({
        ...parseImageReference(image),
        text: image,
        container: name,
        object: describeObject(manifest),
      })),
    );
}

/** The documents of a stream in which a word stands: most are configuration, the longest among them, and are passed over. */
function documentsWith(word: string, stream: string): string[] {
  const documents: string[] = [];
  for (let at = stream.indexOf(word); at >= 0; ) {
    const separator = /^---(?=\s|$)/gm;
    let start = stream.lastIndexOf("\n---", at) + 1;
    while (start > 0 && !isSeparator(stream, start)) {
      start = start === 1 ? 0 : stream.lastIndexOf("\n---", start - 2) + 1;
    }
    if (start > 0 || isSeparator(stream, 0)) start += separatorLength;
    separator.lastIndex = at;
    const end = separator.exec(stream)?.index ?? stream.length;
    documents.push(stream.slice(start, end));
    at = stream.indexOf(word, end);
  }
  return documents;
}

const separatorLength = 3;

function isSeparator(text: string, at: number): boolean {
  return text.startsWith("---", at) && /^\s?$/.test(text.charAt(at + separatorLength));
}

/** What it takes to read a character that way. */
const lenientCost = 100;

/** The manifest as Kubernetes reads it, or else what can be made of it. */
function readDocuments(text: string): readonly unknown[] {
  try {
    return [readMap(text, { library: "v2" })];
  } catch (error) {
    if (!(error instanceof GoError) || error instanceof ExhaustedError) throw error;
    spend(lenientCost * text.length);
    return parseAllDocuments(text, { logLevel: "silent", uniqueKeys: false }).map(toValue);
  }
}

function toValue(document: Document): unknown {
  try {
    return document.toJS({ mapAsMap: true });
  } catch {
    // An alias without an anchor, or so many that whoever looks at all that they stand for comes to no end.
    return undefined;
  }
}

function* containersBelow(node: unknown): Generator<{ name: string; image: string }> {
  if (Array.isArray(node)) {
    for (const item of node) yield* containersBelow(item);
    return;
  }
  if (!(node instanceof Map)) return;
  for (const [key, value] of node) {
    if (containerLists.has(String(key)) && Array.isArray(value)) {
      for (const container of value as unknown[]) {
        if (!(container instanceof Map)) continue;
        const image: unknown = container.get("image");
        if (typeof image === "string") yield { name: String(container.get("name") ?? ""), image };
      }
    }
    yield* containersBelow(value);
  }
}

function describeObject(manifest: unknown): string {
  const field = (map: unknown, key: string): unknown => (map instanceof Map ? map.get(key) : undefined);
  return `${field(manifest, "kind") ?? "?"}/${field(field(manifest, "metadata"), "name") ?? "?"}`;
}
