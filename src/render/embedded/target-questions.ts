import type { RenderResult, TargetManifests } from "../renderer.ts";
import type { AnswerQuestion } from "./questions.ts";

const render: AnswerQuestion<undefined, RenderResult> = (renderer, target) =>
  renderer.answer(target, (engine, request) => engine.render(request));

/** All releases are unrendered. */
const releases: AnswerQuestion<undefined, RenderResult> = (renderer, target) =>
  renderer.answer(target, async (engine, request) => {
    const described = engine.describe(request);
    return { releases: [], unrendered: described.releases, failure: described.failure };
  });

const manifests: AnswerQuestion<undefined, TargetManifests> = (renderer, target) =>
  renderer.answer(target, (engine, request) => engine.manifests(request));

/** What a renderer asks of targets. */
export const targetQuestions = { render, releases, manifests };
