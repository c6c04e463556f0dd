import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { encodeText } from "../support/tagged.ts";
import { answerOf, readVectors } from "../support/vectors.ts";
import type { TemplateRequest } from "./request.ts";
import { executeRequest } from "./request.ts";

const files = readdirSync(new URL("../vectors/gotemplate", import.meta.url))
  .filter((file) => file.endsWith(".cases.json"))
  .map((file) => file.replace(/\.cases\.json$/, ""));

describe.each(files)("templates do what Go's do: %s", (file) => {
  const vectors = readVectors<TemplateRequest>(`gotemplate/${file}`);
  test.each(vectors.map((vector) => [JSON.stringify(vector.request.templates), vector] as const))(
    "%s",
    (_, { request, answer }) => {
      expect(answerOf(() => encodeText(executeRequest(request)))).toEqual(answer);
    },
  );
});
