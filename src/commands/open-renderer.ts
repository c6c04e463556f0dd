import type { Config } from "../config/schema.ts";
import { createEmbeddedRenderer } from "../render/embedded.ts";
import type { Renderer } from "../render/renderer.ts";
import type { Terminal } from "../report/terminal.ts";
import { standInRules } from "../repository/stand-ins/preset.ts";
import { type EmbeddedOptions, embeddedRendererOptions } from "./renderer-options.ts";

/** The options that say what renders. */
export interface RendererOptions extends EmbeddedOptions {
  readonly renderer: "embedded" | "helmfile";
  readonly helmfileBinary: string;
  readonly helmBinary: string;
  /** How many helmfiles to render at the same time. */
  readonly concurrency: number;
}

/** The repository to render. */
export interface Repository {
  readonly root: string;
  readonly config: Config;
  /** Every file that is evaluated as helmfile state, relative to the root. */
  readonly stateFiles: readonly string[];
}

/** Renders with the renderer that is asked for, and frees what it holds. */
export async function withRenderer<T>(
  options: RendererOptions,
  repository: Repository,
  terminal: Terminal,
  use: (renderer: Renderer) => Promise<T>,
): Promise<T> {
  const renderer = await open(options, repository, terminal);
  try {
    return await use(renderer);
  } finally {
    await renderer.close();
  }
}

async function open(
  options: RendererOptions,
  { root, config, stateFiles }: Repository,
  terminal: Terminal,
): Promise<Renderer> {
  const { renderer, helmfileBinary, helmBinary, concurrency, kubeVersion } = options;
  if (renderer === "embedded") {
    return createEmbeddedRenderer(embeddedRendererOptions(options, config, root, terminal, concurrency));
  }
  const { createHelmfileRenderer } = await import("../render/helmfile.ts");
  const { charts, dropFields, timeout } = config;
  const standIns = standInRules(config, root);
  return createHelmfileRenderer({
    ...{ root, stateFiles, charts, dropFields, standIns, timeout },
    ...{ concurrency, kubeVersion, helmfileBinary, helmBinary },
  });
}
