import { LruCache } from "../../sprig/lru-cache.ts";
import { decodeDocument, mapOf, pointerTo, structOf, textDecoder } from "../struct-decoder.ts";
import { readYaml } from "../yaml.ts";
import { type Container, findContainers } from "./containers.ts";

/** As much of a manifest as helm looks at, and what it runs. */
export interface ManifestHead {
  readonly kind: string;
  readonly annotations: ReadonlyMap<string, string> | undefined;
  readonly containers: readonly Container[];
}

const headDecoder = structOf("releaseutil.SimpleHead", {
  version: { key: "apiVersion", decoder: textDecoder },
  kind: { key: "kind", decoder: textDecoder },
  metadata: {
    key: "metadata",
    decoder: pointerTo(
      structOf('struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }', {
        name: { key: "name", decoder: textDecoder },
        annotations: { key: "annotations", decoder: mapOf(textDecoder) },
      }),
    ),
  },
});

/** Renders of the same charts repeat most of their manifests, and reading one is a good part of a render. */
const heads = new LruCache<ManifestHead>(8192);

/**
 * Reads the head of a manifest. The whole of it has to be YAML that JSON can express.
 *
 * @throws {HelmError} in the words of helm's YAML library
 */
export function readManifestHead(content: string): ManifestHead {
  return heads.get(content, () => {
    const manifest = readYaml(content);
    const { kind, metadata } = decodeDocument(headDecoder, manifest);
    return { kind, annotations: metadata?.annotations, containers: findContainers(manifest) };
  });
}
