import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { findImages } from "../../src/render/images.ts";
import type { Release, Renderer, RenderResult, RenderTarget, TemplateOutput } from "../../src/render/renderer.ts";

/** A release of a {@link FakeRenderer}, whose chart runs one container. */
export interface FakeRelease {
  readonly name: string;
  readonly namespace?: string;
  readonly installed?: boolean;
  /** Paths relative to the root, or values that stand in the helmfile. */
  readonly values?: readonly (string | object)[];
  /** The image without its tag; `undefined`: the chart runs none. */
  readonly image?: string | undefined;
  /** The key that its chart reads the tag from. */
  readonly key?: string;
  /** A tag that always runs, or `@DIGEST`. */
  readonly pinned?: string;
  /** Why it cannot be rendered. */
  readonly failure?: string;
}

/** The releases of each target, by `HELMFILE` or `HELMFILE@ENVIRONMENT`; a text is why the target cannot be evaluated. */
export type FakeReleases = Readonly<Record<string, readonly FakeRelease[] | string>>;

/** A renderer in memory: the tag of the image is what the values files of a folder, merged, say under a key; else `default`. */
export class FakeRenderer implements Renderer {
  readonly rendered: string[] = [];
  readonly #root: string;
  readonly #releases: FakeReleases;
  #overlay: ReadonlyMap<string, string> = new Map();

  constructor(root: string, releases: FakeReleases) {
    this.#root = root;
    this.#releases = releases;
  }

  async render(target: RenderTarget): Promise<RenderResult> {
    this.rendered.push(idOf(target));
    const releases = this.#releases[idOf(target)] ?? [];
    if (typeof releases === "string") return { releases: [], unrendered: [], failure: releases };
    const installed = releases.filter((release) => release.installed !== false);
    const whole = installed.filter(({ failure }) => failure === undefined);
    const broken = installed.filter(({ failure }) => failure !== undefined);
    return {
      releases: whole.map((release) => ({ ...this.#describe(release), images: findImages(this.#manifests(release)) })),
      unrendered: broken.map((release) => this.#describe(release)),
      failure: broken.length > 0 ? broken.map(({ failure }) => failure).join("\n") : undefined,
    };
  }

  async releases(target: RenderTarget): Promise<readonly Release[]> {
    const releases = this.#releases[idOf(target)] ?? [];
    return typeof releases === "string" ? [] : releases.map((release) => this.#describe(release));
  }

  template(): Promise<TemplateOutput> {
    throw new Error("a fake renderer prints no manifests");
  }

  async overlay(files: ReadonlyMap<string, string>): Promise<void> {
    this.#overlay = files;
  }

  async close(): Promise<void> {}

  #describe({ name, namespace = "default", installed = true, values = [] }: FakeRelease): Release {
    return {
      name,
      namespace,
      chart: "charts/fake",
      installed,
      values: values.map((source) =>
        typeof source === "string"
          ? { kind: "file", path: source, exists: this.#read(source) !== undefined }
          : { kind: "inline", values: source },
      ),
    };
  }

  #manifests({
    name,
    values = [],
    image = "example.org/envoy",
    key = "tls.image_version",
    pinned,
  }: FakeRelease): string {
    const found = values.map((source) => {
      const data: unknown =
        typeof source === "string" ? parse(this.#read(source) ?? "", { logLevel: "silent" }) : source;
      return key.split(".").reduce((node, part) => (node as Record<string, unknown> | undefined)?.[part], data);
    });
    const tag = pinned ?? found.findLast((value) => value !== undefined && value !== null) ?? "default";
    const reference = String(tag).startsWith("@") ? `${image}${tag}` : `${image}:${tag}`;
    return `kind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: tls, image: "${reference}"}]}\n`;
  }

  #read(path: string): string | undefined {
    const file = join(this.#root, path);
    if (!existsSync(file)) return this.#overlay.get(path);
    const realPath = relative(this.#root, realpathSync(file));
    return this.#overlay.get(realPath) ?? readFileSync(file, "utf8");
  }
}

function idOf({ helmfile, environment }: RenderTarget): string {
  return environment === undefined ? helmfile : `${helmfile}@${environment}`;
}
