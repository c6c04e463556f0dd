import { describe, expect, test } from "vitest";
import { readProvenanceCases } from "./cases.ts";
import { describeOrigins, makeRepository, trace } from "./trace.ts";

describe.each(["layers", "files", "state", "charts"])("%s", (topic) => {
  test.each(readProvenanceCases(topic).map((each) => [each.title, each] as const))("%s", async (_, each) => {
    const origins = await trace(makeRepository(each), each);
    expect(describeOrigins(origins, each)).toBe(each.expected);
  });
});
