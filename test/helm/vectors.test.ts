import { describe, expect, it } from "vitest";
import { readVectors } from "../support/vectors.ts";
import { answerRequest, type ChartRequest, isWorded } from "./requests.ts";

const names = ["strvals", "match", "glob", "ignore", "manifests", "kube-versions", "values"];

describe("vectors recorded from helm and its libraries", () => {
  it.each(names)("%s", async (name) => {
    for (const { request, answer } of readVectors<ChartRequest, unknown>(`helm/${name}`)) {
      const expected = "error" in answer && !isWorded(request) ? { error: expect.any(String) } : answer;
      expect(await answerRequest(request), JSON.stringify(request)).toEqual(expected);
    }
  });
});
