import type { RepositoryFiles } from "../repository/files.ts";

/** A file of a chart, as it stands. */
export interface SourceFile {
  /** Absolute, as the chart names it: of a link, the place of the link. */
  readonly path: string;
  /** Relative to the chart's folder, with `/`: `templates/deployment.yaml`. */
  readonly name: string;
  readonly text: string;
}

export interface ChartDependency {
  readonly name: string;
  /** Where it is from: an address, or `file://` with a path relative to the chart. */
  readonly repository: string;
}

/** A chart in source: what can be said of it without rendering it, also where helm could not load it. */
export interface ChartSource {
  /** The root of the repository, absolute, links resolved. */
  readonly root: string;
  /** The folder of the chart, absolute. */
  readonly folder: string;
  /** The files of the repository, links included; fixes that are being tried are part of it. */
  readonly files: RepositoryFiles;
  /** Of Chart.yaml; what is missing or no text is empty. */
  readonly metadata: { readonly name: string; readonly version: string; readonly type: string };
  /** The charts that Chart.yaml, or the requirements.yaml of old, says it depends on. */
  readonly dependencies: readonly ChartDependency[];
  /** All files below `templates/`, partials and vendored ones too, in the order of their names. Links that lead nowhere are left out. */
  readonly templates: readonly SourceFile[];
  /** values.yaml, where there is one. */
  readonly values: SourceFile | undefined;
  /** The chart's `.fixtures/*.yaml`, in the order of their names: values that its CI renders it with. */
  readonly fixtures: readonly SourceFile[];

  /** Any file of the chart by its name, such as `package.json`; `undefined` where there is none that can be read. */
  read(name: string): SourceFile | undefined;
}
