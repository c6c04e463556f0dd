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

export type TemplateHelmfile = (
  request: TemplateHelmfileRequest,
) => TemplateHelmfileResult | Promise<TemplateHelmfileResult>;

// TODO: `src/render/embedded.ts` provides it; import it from there and remove this file.
export const templateHelmfile: TemplateHelmfile | undefined = undefined;
