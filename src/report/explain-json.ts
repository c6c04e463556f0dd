import { type Cause, formatKeyPath, type OriginLayer, type Site, winnerOf } from "../provenance/origin.ts";
import { countExplanation, type ExplainedImage, type Explanation } from "./explain-run.ts";
import { imageJson } from "./image-json.ts";
import { failureJson } from "./render-failure.ts";

/** To be raised when a field changes its meaning or goes. */
const formatVersion = 1;

/** What decides the images as one JSON object. Files are named relative to the root, those of the host absolute. */
export function explainJson(explanation: Explanation): string {
  const document = {
    formatVersion,
    images: explanation.images.map(describeImage),
    failures: explanation.failures.map(failureJson),
    summary: countExplanation(explanation),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function describeImage({ helmfile, environment, release, origin, overrides }: ExplainedImage) {
  const { image, version } = origin;
  return {
    ...imageJson({ helmfile, environment, release, image }),
    keys: version.causes.map((cause) => ({
      path: cause.path,
      key: formatKeyPath(cause.path),
      layers: cause.layers.map((layer) => describeLayer(layer, cause)),
      overrides: overrides.get(cause) ?? [],
    })),
    literals: version.literals.map(describeSite),
  };
}

function describeLayer(layer: OriginLayer, cause: Cause) {
  const { kind, file, value, site } = layer;
  return { kind, file, value, decides: layer === winnerOf(cause), site: site ? describeSite(site) : null };
}

function describeSite({ file, line, column, text, lineText }: Site) {
  return { file, line, column, text, lineText };
}
