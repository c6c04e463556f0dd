import { ValuesFiles } from "../bump/values-files.ts";
import type { Config } from "../config/schema.ts";
import type { Layout } from "../layouts/layout.ts";
import type { SeverityOf } from "../lint/check.ts";
import { findCharts } from "../lint/find-charts.ts";
import { Linter, type LinterOptions } from "../lint/linter.ts";
import { openReleases, type TracedTarget } from "../lint/releases.ts";
import type { ReleasesContext, Rule } from "../lint/rule.ts";
import { findScope, type LintScope } from "../lint/scope.ts";
import type { TracingRenderer } from "../provenance/tracing-renderer.ts";
import type { RepositoryFiles } from "../repository/files.ts";
import { type Helmfile, scanRepository } from "../repository/scan.ts";
import type { TextMemo } from "../repository/text-memo.ts";
import type { Shard } from "./lint-options.ts";

/** What is linted, and with what. */
export interface LintRequest {
  /** Absolute, links resolved. */
  readonly root: string;
  readonly config: Config;
  readonly rules: readonly Rule[];
  /** All rules by name, also those that are not asked. */
  readonly ruleNames: readonly string[];
  readonly layouts: readonly Layout[];
  readonly severityOf: SeverityOf;
  readonly renderer: TracingRenderer;
  /** Files or folders, absolute: only what they can affect; without, everything. */
  readonly paths?: readonly string[];
  readonly shard?: Shard | undefined;
  readonly memo?: TextMemo | undefined;
  /** As in {@link LinterOptions}. */
  readonly directives: LinterOptions["directives"];
  readonly onDone?: (name: string) => void;
}

/** Finds out what of a repository is to be linted, and prepares for it. */
export async function openLint(request: LintRequest): Promise<Linter> {
  const { root, config, rules, ruleNames, layouts, severityOf, directives } = request;
  const { renderer, paths, shard, memo, onDone = () => {} } = request;
  const { helmfiles } = await scanRepository(root, config, memo);
  const charts = findCharts(root, config.skip);
  const all = { charts, helmfiles };
  const affected =
    paths === undefined
      ? all
      : await findScope({ ...all, root, sharedFolders: [], releasesOf: (target) => renderer.releases(target) }, paths);
  const scope = shard === undefined ? affected : partOf(affected, shard);
  const options: LinterOptions = {
    ...{ root, config, scope, rules, layouts, severityOf, directives },
    ruleNames,
    isPart: shard !== undefined,
    onChart: onDone,
    surveyReleases: async (files, texts) => {
      await renderer.overlay(texts);
      return surveyReleases(request, scope.helmfiles, files);
    },
  };
  return new Linter(options);
}

/** Every n-th chart and every n-th service, from the i-th on. */
function partOf({ charts, helmfiles }: LintScope, { index, count }: Shard): LintScope {
  const services = [...new Set(helmfiles.map(({ service }) => service))].sort();
  const isPart = (position: number) => position % count === index - 1;
  const own = new Set(services.filter((_, i) => isPart(i)));
  return {
    charts: charts.filter((_, i) => isPart(i)),
    helmfiles: helmfiles.filter(({ service }) => own.has(service)),
  };
}

async function surveyReleases(
  { root, config, renderer, onDone = () => {} }: LintRequest,
  helmfiles: readonly Helmfile[],
  files: RepositoryFiles,
): Promise<ReleasesContext> {
  const own = new ValuesFiles(root);
  const images = [config.image, `${config.image}-*`];
  const targets = helmfiles.flatMap((helmfile) =>
    (helmfile.environments.length > 0 ? helmfile.environments : [undefined]).map((environment) => ({
      helmfile,
      environment,
    })),
  );
  const traced = await Promise.all(
    targets.map(async ({ helmfile, environment }): Promise<TracedTarget> => {
      const origins = await renderer.origins({ helmfile: helmfile.path, environment }, { images, parts: ["version"] });
      onDone(helmfile.path);
      const ownValues = origins.releases.map(({ release }) =>
        own.resolve(release.values, helmfile.folder).flatMap((file) => (file?.isOwn && file.exists ? [file.path] : [])),
      );
      return { helmfile, environment, origins, ownValues };
    }),
  );
  return openReleases(traced, { root, config, files, listeners: undefined });
}
