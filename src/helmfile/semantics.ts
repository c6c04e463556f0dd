/**
 * What the versions of helmfile do differently, as data: `v0` is helmfile v0.167.1, where every state file is a template;
 * `v1` is helmfile v1.8.0, where only those are whose name ends in `.gotmpl`.
 */
export interface Semantics {
  readonly name: SemanticsName;
  /** The go-yaml that state and values files are read and written with. */
  readonly yaml: "v2" | "v3";
  readonly everyFileIsTemplate: boolean;
  /** Whether a template is rendered twice, the first time to find the environment that the second one sees. */
  readonly rendersTwice: boolean;
  /** Whether top-level keys in the wrong order, or environments beside releases, are refused; else a warning. */
  readonly refusesKeyOrder: boolean;
  /** Whether bases and documents override what is before them; else what comes first stays. */
  readonly laterOverrides: boolean;
  /** Whether environment values see the values before them, and are merged element by element where they are sparse. */
  readonly mergesSparseLists: boolean;
  /** Whether a state file is passed over that is included with selectors which those of the command line exclude. */
  readonly skipsBySelectors: boolean;
  /** What happens where a state file names others that are not there, and says nothing about missing files. */
  readonly missingStateFiles: "Error" | "Warn";
  /** Whether white space around names, charts, namespaces and versions of releases is cut off. */
  readonly trimsReleaseFields: boolean;
}

export type SemanticsName = "v0" | "v1";

export const semanticsByName: Readonly<Record<SemanticsName, Semantics>> = {
  v0: {
    name: "v0",
    yaml: "v2",
    everyFileIsTemplate: true,
    rendersTwice: true,
    refusesKeyOrder: false,
    laterOverrides: false,
    mergesSparseLists: false,
    skipsBySelectors: false,
    missingStateFiles: "Warn",
    trimsReleaseFields: false,
  },
  v1: {
    name: "v1",
    yaml: "v3",
    everyFileIsTemplate: false,
    rendersTwice: false,
    refusesKeyOrder: true,
    laterOverrides: true,
    mergesSparseLists: true,
    skipsBySelectors: true,
    missingStateFiles: "Error",
    trimsReleaseFields: true,
  },
};
