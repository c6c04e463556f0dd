import type { ContainerImage } from "../render/images.ts";

/** A part of an image reference: the version is the digest where there is one, else the tag, else the whole reference. */
export type ImagePart = "version" | "name";

export function textOfPart({ digest, tag, name, text }: ContainerImage, part: ImagePart): string {
  return part === "name" ? name : (digest ?? tag ?? text);
}
