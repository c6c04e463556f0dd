import { isExhausted } from "../govalue/allowance.ts";
import { GoError } from "../govalue/function.ts";
import { unmarshal } from "../goyaml/index.ts";
import { type Container, findContainers } from "../helm/index.ts";
import { plainValueOf, readLeniently } from "../lenient-yaml.ts";
import { type ImageReference, parseImageReference } from "./image-reference.ts";

/** An image that a container of a manifest runs. */
export interface ContainerImage extends ImageReference {
  /** As written in the manifest. */
  readonly text: string;
  readonly container: string;
  /** The object that holds the pod, as `Kind/name`. */
  readonly object: string;
}

/** An image of a release and the template that prints it. */
export interface PrintedImage {
  readonly image: ContainerImage;
  /** The path of the template, as manifests name their source. */
  readonly template: string;
}

/**
 * The images of every container of every manifest, as `findContainers` finds them.
 *
 * @param manifests - a stream of YAML documents; of one that is no YAML, what can be read all the same
 */
export function findImages(manifests: string): ContainerImage[] {
  return documentsWith("ontainers", manifests).flatMap(readDocuments).flatMap(findContainers).map(imageOf);
}

/** The images of a release in the order of its manifests, as `helm template` prints these. */
export function findPrintedImages(manifests: string): PrintedImage[] {
  let template = "";
  return manifests.split(/^(?=---(?:\s|$))/m).flatMap((manifest) => {
    // What a template prints can be several documents, of which the first names it.
    template = /^# Source: (.+)$/m.exec(manifest)?.[1] ?? template;
    return findImages(manifest).map((image) => ({ image, template }));
  });
}

/** What a container runs. */
export function imageOf({ name, image, object }: Container): ContainerImage {
  return { ...parseImageReference(image), text: image, container: name, object };
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

/** The manifest as Kubernetes reads it, or else what can be made of it. */
function readDocuments(text: string): readonly unknown[] {
  try {
    return [unmarshal(text, { keepIntegers: true })];
  } catch (error) {
    if (!(error instanceof GoError) || isExhausted(error)) throw error;
    return (readLeniently(text, { longest: Number.POSITIVE_INFINITY }) ?? []).map(plainValueOf);
  }
}
