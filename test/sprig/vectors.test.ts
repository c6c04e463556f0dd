import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { encodeText, type Tagged } from "../support/tagged.ts";
import { answerOf, readVectors } from "../support/vectors.ts";
import { type RenderRequest, render } from "./render.ts";

const families = readdirSync(new URL("../vectors/sprig", import.meta.url))
  .filter((file) => file.endsWith(".cases.json"))
  .map((file) => file.replace(/\.cases\.json$/, ""));

describe.each(families)("functions give what Helm's give: %s", (family) => {
  const vectors = readVectors<RenderRequest, { t: Tagged }>(`sprig/${family}`);
  test.each(vectors.map((vector) => [vector.request.templates.t, vector] as const))("%s", (_, vector) => {
    const { request, answer } = vector;
    expect(answerOf(() => ({ t: encodeText(render(request)) }))).toEqual(answer);
  });
});
