import type { Release, RenderResult, TargetImages, TargetManifests, TargetReads } from "../renderer.ts";
import type { AnswerQuestion } from "./questions.ts";

const render: AnswerQuestion<undefined, RenderResult> = (renderer, target) =>
  renderer.answer(target, (engine, request) => engine.render(request));

/** All releases are unrendered. */
const releases: AnswerQuestion<undefined, RenderResult> = (renderer, target) =>
  renderer.answer(target, async (engine, request) => {
    const described = engine.describe(request);
    return { releases: [], unrendered: described.releases, failure: described.failure };
  });

const images: AnswerQuestion<undefined, TargetImages> = (renderer, target) =>
  renderer.answer(target, (engine, request) => engine.images(request));

const manifests: AnswerQuestion<undefined, TargetManifests> = async (renderer, target) => {
  const answer = await renderer.manifests(target);
  const { releases, failures } = answer.result;
  const plain = releases.map(({ release, text, problems }) => ({ release, text, problems }));
  return { ...answer, result: { releases: plain, failures } };
};

/** The releases of a target, installed or not, and what it would look at if they were rendered. */
export interface DescribedTarget {
  readonly releases: readonly Release[];
  readonly reads: TargetReads;
}

const reads: AnswerQuestion<undefined, DescribedTarget> = async (renderer, target) => {
  const answer = await renderer.answer(target, async (engine, request) => engine.reads(request));
  const { releases, files, charts } = answer.result;
  return { ...answer, result: { releases, reads: renderer.readsOf(answer.trace, { files, charts }) } };
};

/** What a renderer asks of targets. */
export const targetQuestions = { render, releases, images, manifests, reads };
