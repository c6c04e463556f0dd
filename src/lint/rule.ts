import type { Survey, SurveyedRelease } from "../bump/survey.ts";
import type { Config } from "../config/schema.ts";
import type { ChartSource, SourceFile } from "../layouts/chart-source.ts";
import type { Layout } from "../layouts/layout.ts";
import type { Site } from "../provenance/origin.ts";
import type { RepositoryFiles } from "../repository/files.ts";
import type { Helmfile } from "../repository/scan.ts";

export type Severity = "error" | "warn" | "off";

/** What is known of a rule without running it. Literals only: the documentation and the schema are generated from it. */
export interface RuleMeta {
  /** That of its folder. */
  readonly name: string;
  /** One sentence, for lists: what it finds. */
  readonly description: string;
  /** Where the configuration says nothing else. */
  readonly severity: Severity;
  /** Whether it offers fixes for some of what it finds. */
  readonly fixable: boolean;
  /** The version of bump-envoy that it came with. */
  readonly since: string;
  /** The layouts whose charts it is for; rules about releases are for all. */
  readonly layouts: "all" | readonly string[];
}

/**
 * A rule: about charts, about releases, or both. It is asked for each chart, and once for all releases that are linted;
 * what it throws is a defect.
 */
export interface Rule {
  readonly meta: RuleMeta;
  checkChart?(context: ChartContext): Problems;
  checkReleases?(context: ReleasesContext): Problems;
}

/** What a check gives: also as a generator, or later. */
export type Problems = Iterable<Problem> | Promise<Iterable<Problem>>;

/** Something that is wrong at one place. */
export interface Problem {
  /** What is wrong, why it matters and what to do: in one or two sentences without a full stop at the end. */
  readonly message: string;
  /** Absolute. It need not exist: of what is missing, where it should be. */
  readonly file: string;
  /** From 1, as all of these. */
  readonly line: number;
  /** In characters. */
  readonly column: number;
  readonly endLine?: number;
  /** Behind the last character. */
  readonly endColumn?: number;
  /** What the message is made of, for programs. */
  readonly data?: Readonly<Record<string, string | number | boolean>>;
  /** Of less weight than what the rule else finds: no more than a warning. */
  readonly severity?: "warn";
  readonly fix?: Fix;
}

/** How a problem could be solved: all of these edits, or none. */
export interface Fix {
  /** What it does, in the imperative: `link templates/_tls_helpers.tpl to version 0.2`. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Whether `--fix` may apply it; others are told about. */
  readonly isSafe: boolean;
  /** What it may change in the manifests of releases; without it, nothing: those of charts with TLS off are meant as well. */
  readonly effect?: "versions";
  /** Rules whose fixes have to come first, where both are to be applied. */
  readonly after?: readonly string[];
}

/** A change of one file; files are named absolutely. */
export type TextEdit =
  /** The characters from `start` up to `end` of the file's text; an insertion where both are the same. */
  | {
      readonly kind: "replace";
      readonly file: string;
      readonly start: number;
      readonly end: number;
      readonly text: string;
    }
  /** A file that is not there. */
  | { readonly kind: "create"; readonly file: string; readonly text: string }
  /** A link, in place of what is there; the target as the link is to say it. */
  | { readonly kind: "link"; readonly file: string; readonly target: string }
  | { readonly kind: "remove"; readonly file: string };

/** A chart that is linted. */
export interface ChartContext extends ChartSource {
  readonly config: Config;
  /** The description that fits this chart; `undefined` where none does. Rules for certain layouts see no others. */
  readonly layout: Layout | undefined;

  /**
   * What the chart renders to with values on top of its own. The same values give the same answer, which is computed once;
   * a chart that nobody wants to see rendered is not even loaded.
   *
   * @param values - the texts of values files in the order in which they are merged, as with `helm template -f`
   */
  render(...values: readonly string[]): Promise<RenderedChart>;
}

/** What became of a chart. */
export interface RenderedChart {
  /** All templates that give manifests, subcharts' as well, in the order in which helm has them. */
  readonly templates: readonly RenderedTemplate[];
  /** Why nothing could be rendered at all: the chart cannot be loaded, or values are wrong. */
  readonly failure: string | undefined;
}

export interface RenderedTemplate {
  /** Relative to the chart's folder, as that of its source. */
  readonly name: string;
  /** The text that it gives, with all its documents; empty where it fails. */
  readonly text: string;
  /** Why it fails. */
  readonly failure: string | undefined;
}

/** The releases that are linted, with what decides their images. */
export interface ReleasesContext {
  readonly root: string;
  readonly config: Config;
  readonly files: RepositoryFiles;
  /** In the order of their folders. */
  readonly services: readonly LintedService[];
  /** All releases of the services, and those beside that read one of their files: what an edit of these would affect. */
  readonly survey: Survey;
  /** The keys that hold the version of the image by the configuration or the layouts of charts: `mesh.image_version`. */
  readonly versionKeys: readonly (readonly string[])[];

  /** A file by its path, absolute or relative to the root; `undefined` where there is none that can be read. */
  read(path: string): SourceFile | undefined;

  /** What the values of a release are merged from. */
  valuesOf(release: SurveyedRelease): ReleaseValues;
}

/** All helmfiles of one service: one of each cluster, or one with environments. */
export interface LintedService {
  /** As the place of its folder names it. */
  readonly name: string;
  readonly targets: readonly LintedTarget[];
}

/** A helmfile in one environment. */
export interface LintedTarget {
  readonly helmfile: Helmfile;
  /** `undefined`: it has none. */
  readonly environment: string | undefined;
  /** Those that are installed, with the images that the configuration names, other flavours included. */
  readonly releases: readonly SurveyedRelease[];
  /** Why releases, or parts of them, are missing. */
  readonly failures: readonly string[];
}

export interface ReleaseValues {
  /** What is plain YAML, in the order in which it is merged. */
  readonly layers: readonly ReleaseLayer[];
  /** Whether some of the files cannot be read as they stand: templates, secrets, what git ignores. */
  readonly isOpen: boolean;
  /** Whether what its files of the deployment host say is known, or there are none. */
  readonly knowsHost: boolean;
}

/** One of the files, or maps in a state file, that the values of a release are merged from. */
export interface ReleaseLayer {
  /** What stands in for a file of the deployment host comes as two: what is for all services, and the service's own. */
  readonly kind: "chart" | "own" | "shared" | "host" | "fixture" | "inline";
  /** Its place among the values of the release; -1 for the defaults of the chart. */
  readonly index: number;
  /** As the release names it. */
  readonly file: string;
  /** What it gives a key, in maps and lists; `undefined`: nothing. */
  at(path: readonly string[]): unknown;
  /** The paths of the keys that end so. */
  find(ending: readonly string[]): readonly (readonly string[])[];
  /** Where it gives this scalar, in a file of the repository. A number is an index of a list. */
  site(path: readonly (string | number)[]): Site | undefined;
}
