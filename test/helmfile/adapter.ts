import { dirname } from "node:path";
import { parseStateValues } from "../../src/helmfile/index.ts";
import { Charts } from "../../src/render/embedded/charts.ts";
import { EmbeddedEngine } from "../../src/render/embedded/engine.ts";
import { createRepositoryFiles } from "../../src/repository/files.ts";

/** What `bump-envoy template --helmfile` is asked for. */
export interface TemplateHelmfileRequest {
  /** The absolute path of a state file or a folder of them. */
  readonly file: string;
  readonly environment?: string;
  readonly selectors: readonly string[];
  readonly stateValuesSet: readonly string[];
  /** As given on the command line: relative to the state file. */
  readonly stateValuesFiles: readonly string[];
  readonly kubeVersion?: string;
  readonly semantics: "v0" | "v1";
  /** Whether a field that helmfile does not know is an error, as it is for helmfile. */
  readonly strict: boolean;
}

export interface TemplateHelmfileResult {
  readonly stdout: string;
  readonly failure?: string;
}

export type TemplateHelmfile = (request: TemplateHelmfileRequest) => Promise<TemplateHelmfileResult>;

/** Renders what a case asks for, as strictly as helmfile. */
export async function templateHelmfile(request: TemplateHelmfileRequest): Promise<TemplateHelmfileResult> {
  const {
    file,
    environment = "default",
    selectors,
    stateValuesFiles,
    stateValuesSet,
    semantics,
    kubeVersion,
  } = request;
  const root = dirname(file);
  const files = createRepositoryFiles({ root });
  const engine = new EmbeddedEngine({
    root,
    files,
    charts: new Charts(files, root, {}),
    semantics,
    kubeVersion,
    strict: request.strict,
  });
  try {
    const { stdout, failures } = await engine.template({
      file,
      environment,
      selectors,
      stateValuesFiles,
      stateValues: stateValuesSet.length > 0 ? parseStateValues(stateValuesSet) : undefined,
    });
    return failures.length > 0 ? { stdout, failure: failures.join("\n") } : { stdout };
  } catch (error) {
    return { stdout: "", failure: (error as Error).message };
  }
}
