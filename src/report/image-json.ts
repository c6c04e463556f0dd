import type { ContainerImage } from "../render/images.ts";
import type { Release } from "../render/renderer.ts";
import type { Helmfile } from "../repository/scan.ts";
import { placeJson } from "./place-json.ts";

/** An image of a release in one environment. */
export interface RunningImage {
  readonly helmfile: Helmfile;
  readonly environment: string | undefined;
  readonly release: Pick<Release, "name" | "namespace">;
  readonly image: ContainerImage;
}

/** Who runs an image, and which, for programs. */
export function imageJson({ helmfile, environment, release, image }: RunningImage) {
  return {
    ...placeJson(helmfile, environment),
    release: release.name,
    namespace: release.namespace,
    helmfile: helmfile.path,
    object: image.object,
    container: image.container,
    image: image.text,
    name: image.name,
    tag: image.tag ?? null,
    digest: image.digest ?? null,
  };
}
