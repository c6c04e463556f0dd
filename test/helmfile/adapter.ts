import { type Note, parseStateValues } from "../../src/helmfile/index.ts";
import { Charts } from "../../src/render/embedded/charts.ts";
import { EmbeddedEngine } from "../../src/render/embedded/engine.ts";
import { createRepositoryFiles } from "../../src/repository/files.ts";

/** What `bump-envoy template --helmfile` is asked for. */
export interface TemplateHelmfileRequest {
  /** The repository, absolute. */
  readonly root: string;
  /** The absolute path of a state file or a folder of them. */
  readonly file: string;
  readonly environment?: string;
  readonly selectors: readonly string[];
  readonly stateValuesSet: readonly string[];
  /** As given on the command line: relative to the state file. */
  readonly stateValuesFiles: readonly string[];
  readonly kubeVersion?: string;
  readonly semantics: "v0" | "v1";
  /** The environment variables that state files see. */
  readonly variables: ReadonlyMap<string, string>;
  /** Whether all that helmfile refuses is refused. */
  readonly strict: boolean;
}

export interface TemplateHelmfileResult {
  readonly stdout: string;
  readonly failure: string | undefined;
  readonly notes: readonly string[];
}

/** Renders what a case asks for. */
export async function templateHelmfile(request: TemplateHelmfileRequest): Promise<TemplateHelmfileResult> {
  const { root, file, environment = "default", selectors, stateValuesFiles, stateValuesSet } = request;
  const { semantics, kubeVersion, variables, strict } = request;
  const notes: string[] = [];
  const files = createRepositoryFiles({ root });
  const charts = new Charts(files, root, {});
  const note = ({ message }: Note) => notes.push(message);
  const engine = new EmbeddedEngine({ root, files, charts, semantics, kubeVersion, variables, strict, note });
  try {
    const { stdout, failures, noReleases } = await engine.template({
      file,
      environment,
      selectors,
      stateValuesFiles,
      stateValues: stateValuesSet.length > 0 ? parseStateValues(stateValuesSet) : undefined,
    });
    const failure = failures.length > 0 ? failures.join("\n") : noReleases;
    return { stdout, failure, notes };
  } catch (error) {
    return { stdout: "", failure: (error as Error).message, notes };
  }
}
