import { nowhereRemedy } from "../bump/selection.ts";
import type { OriginSource } from "../bump/survey.ts";
import type { Config } from "../config/schema.ts";
import { UserError } from "../errors.ts";
import type { Layout } from "../layouts/layout.ts";
import type { SeverityOf } from "../lint/check.ts";
import { type CheckedChart, Linter, type LinterOptions } from "../lint/linter.ts";
import { surveyReleases } from "../lint/releases/survey-releases.ts";
import type { Rule } from "../lint/rule.ts";
import { findScope } from "../lint/scope.ts";
import { partOf, type Shard } from "../lint/shards.ts";
import type { TraceQuestion } from "../provenance/trace-target.ts";
import type { TracingRenderer } from "../provenance/tracing-renderer.ts";
import type { RenderCache } from "../render/cache.ts";
import { createRepositoryFiles } from "../repository/files.ts";
import { scanRepository } from "../repository/scan.ts";
import type { TextMemo } from "../repository/text-memo.ts";

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
  /** What earlier runs found in charts. */
  readonly known?: RenderCache<CheckedChart> | undefined;
  /** As in {@link LinterOptions}. */
  readonly directives: LinterOptions["directives"];
  readonly onDone?: (name: string) => void;
  /** Is told of what could not be looked into. */
  readonly note?: ((message: string) => void) | undefined;
}

/**
 * Finds out what of a repository is to be linted, and prepares for it.
 *
 * @throws UserError `no-helmfiles` where the repository has neither charts nor helmfiles
 */
export async function openLint(request: LintRequest): Promise<Linter> {
  const { root, config, rules, ruleNames, layouts, severityOf, directives } = request;
  const { renderer, paths, shard, memo, known, onDone = () => {}, note = () => {} } = request;
  const { charts, helmfiles, states, notes } = await scanRepository(root, config, memo);
  notes.forEach(note);
  if (charts.length === 0 && helmfiles.length === 0) {
    throw new UserError("no-helmfiles", "there is neither a chart nor a helmfile", {
      place: { file: root },
      remedy: nowhereRemedy,
    });
  }
  const all = { charts, helmfiles };
  const affected =
    paths === undefined
      ? all
      : await findScope(
          {
            ...all,
            ...{ root, states },
            sharedFolders: layouts.map(({ helpers }) => helpers.folder),
            describe: (target) => renderer.describe(target),
          },
          paths,
        );
  const scope = shard === undefined ? affected : partOf(affected, shard, createRepositoryFiles({ root }), states);
  const options: LinterOptions = {
    ...{ root, config, scope, rules, layouts, severityOf, directives, known },
    ruleNames,
    isPart: shard !== undefined,
    onChart: onDone,
    surveyReleases: async (files, texts) => {
      await renderer.overlay(texts);
      const place = { root, config, layouts, files, helmfiles, linted: scope.helmfiles, states };
      return surveyReleases(originsOf(request), place, ({ helmfile }) => onDone(helmfile));
    },
  };
  return new Linter(options);
}

/** What decides the versions of the image, and of its flavours. */
function originsOf({ renderer, config: { image } }: LintRequest): OriginSource {
  const question: TraceQuestion = { images: [image, `${image}-*`], parts: ["version"] };
  return {
    describe: (target) => renderer.describe(target),
    origins: (target) => renderer.origins(target, question),
  };
}
