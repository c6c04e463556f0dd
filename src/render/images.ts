import { type Document, parseAllDocuments } from "yaml";
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
  return parseAllDocuments(manifests, { logLevel: "silent", uniqueKeys: false }).flatMap((document) => {
    const manifest = toValue(document);
    return [...containersBelow(manifest)].map(({ name, image }) => ({
      ...parseImageReference(image),
      text: image,
      container: name,
      object: describeObject(manifest),
    }));
  });
}

function toValue(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: -1 });
  } catch {
    // An alias without an anchor.
    return undefined;
  }
}

function* containersBelow(node: unknown): Generator<{ name: string; image: string }> {
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (containerLists.has(key) && Array.isArray(value)) {
      for (const container of value as unknown[]) {
        const { name, image } = (container ?? {}) as { name?: unknown; image?: unknown };
        if (typeof image === "string") yield { name: String(name ?? ""), image };
      }
    }
    yield* containersBelow(value);
  }
}

function describeObject(manifest: unknown): string {
  const { kind, metadata } = manifest as { kind?: unknown; metadata?: { name?: unknown } };
  return `${kind ?? "?"}/${metadata?.name ?? "?"}`;
}
