import { describe, expect, it } from "vitest";
import { textToBytes } from "../../src/govalue/text.ts";
import type { GoMap } from "../../src/govalue/value.ts";
import { buildChart } from "../../src/helm/chart/build.ts";
import { Chart } from "../../src/helm/chart/chart.ts";
import { ChartFile } from "../../src/helm/chart/file.ts";
import { IgnoreRules } from "../../src/helm/chart/ignore.ts";
import { parseKubeVersion } from "../../src/helm/engine/capabilities.ts";
import { compileGlob } from "../../src/helm/engine/glob.ts";
import { match } from "../../src/helm/path.ts";
import { splitManifests } from "../../src/helm/release/manifests.ts";
import { coalesceValues } from "../../src/helm/values/coalesce.ts";
import { resolveDependencies } from "../../src/helm/values/dependencies.ts";
import { parseAssignments, type ValueSyntax } from "../../src/helm/values/strvals.ts";
import { deepCopy } from "../../src/helm/values/tables.ts";
import { readTable } from "../../src/helm/yaml.ts";
import { encode, type Tagged } from "../support/tagged.ts";
import { answerOf, readVectors } from "../support/vectors.ts";

/** Compares every vector of a file with what `run` makes of the request. */
function compareVectors<Request, Result = Tagged>(name: string, run: (request: Request) => Result): void {
  it(name, () => {
    for (const { request, answer } of readVectors<Request, Result>(`helm/${name}`)) {
      expect(
        answerOf(() => run(request)),
        JSON.stringify(request),
      ).toEqual(answer);
    }
  });
}

describe("vectors recorded from helm and its libraries", () => {
  it("strvals", () => {
    for (const { request, answer } of readVectors<AssignRequest>("helm/strvals")) {
      const own = answerOf(() => assign(request));
      // Of wrong JSON, helm says only that it is wrong.
      const expected = request.syntax === "json" && "error" in answer ? { error: expect.any(String) } : answer;
      expect(own, JSON.stringify(request)).toEqual(expected);
    }
  });

  compareVectors("match", ({ pattern, name }: { pattern: string; name: string }) => match(pattern, name));

  it("glob", () => {
    for (const { request, answer } of readVectors<{ pattern: string; name: string }>("helm/glob")) {
      const matches = compileGlob(request.pattern);
      const own = matches === undefined ? "malformed" : matches(request.name);
      expect(own, JSON.stringify(request)).toEqual("ok" in answer ? answer.ok : "malformed");
    }
  });

  compareVectors("ignore", ({ rules, path, directory }: { rules: string; path: string; directory: boolean }) =>
    IgnoreRules.parse(textToBytes(rules)).ignores(path, directory),
  );

  compareVectors("manifests", ({ text }: { text: string }) => splitManifests(text));

  it("kube-versions", () => {
    for (const { request, answer } of readVectors<{ text: string }>("helm/kube-versions")) {
      const own = answerOf(() => {
        const { version, major, minor } = parseKubeVersion(request.text);
        return [version, major, minor];
      });
      const prefix = `invalid kube version '${request.text}': `;
      expect("error" in own ? { error: String(own.error).replace(prefix, "") } : own).toEqual(answer);
    }
  });

  it("values", async () => {
    const vectors = readVectors<{ files: Record<string, string>; values: string }, unknown>("helm/values");
    for (const { request, answer } of vectors) {
      const own = await resolve(request.files, readTable(request.values) ?? new Map()).then(
        (ok) => ({ ok }),
        (error: Error) => ({ error: error.message }),
      );
      expect(own, JSON.stringify(request)).toEqual(answer);
    }
  });
});

interface AssignRequest {
  readonly syntax: string;
  readonly text: string;
  readonly into: string;
}

function assign({ syntax, text, into }: AssignRequest): Tagged {
  const target = readTable(into) ?? new Map();
  parseAssignments(text, target, syntaxes[syntax] ?? { kind: "typed" });
  return encode(target);
}

const syntaxes: Readonly<Record<string, ValueSyntax>> = {
  typed: { kind: "typed" },
  string: { kind: "string" },
  json: { kind: "json" },
  literal: { kind: "literal" },
  file: { kind: "file", read: (path) => `content of ${path}` },
};

async function resolve(files: Readonly<Record<string, string>>, given: GoMap): Promise<unknown> {
  const warnings: string[] = [];
  const warn = (message: string): void => {
    warnings.push(message);
  };
  const names = Object.keys(files).sort();
  const loaded = await buildChart(
    names.map((name) => new ChartFile(name, textToBytes(files[name] ?? ""))),
    warn,
  );
  const chart = Chart.instantiate(loaded);
  resolveDependencies(chart, given, warn);
  const values = coalesceValues(chart, given, { nulls: "delete", copy: deepCopy, warn });
  return {
    charts: pathsOf(chart).sort(),
    values: encode(values),
    warnings: warnings.length > 0 ? warnings.sort() : [""],
  };
}

function pathsOf(chart: Chart): string[] {
  return [chart.fullPath, ...chart.dependencies.flatMap(pathsOf)];
}
