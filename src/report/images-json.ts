import { imageJson } from "./image-json.ts";
import { countImages, type FoundImage, type FoundImages } from "./images-run.ts";
import { failureJson } from "./render-failure.ts";

/** To be raised when a field changes its meaning or goes. */
const formatVersion = 1;

/** What runs as one JSON object. Files are named relative to the root. */
export function imagesJson(found: FoundImages): string {
  const document = {
    formatVersion,
    images: found.images.map(describeImage),
    failures: found.failures.map(failureJson),
    summary: countImages(found),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function describeImage({ template, ...found }: FoundImage) {
  return { ...imageJson(found), template };
}
