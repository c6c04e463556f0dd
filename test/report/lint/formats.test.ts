import { createRequire } from "node:module";
import { Ajv } from "ajv";
import pc from "picocolors";
import { describe, expect, test } from "vitest";
import type { Finding } from "../../../src/lint/check.ts";
import { fingerprintsOf } from "../../../src/report/lint/fingerprints.ts";
import { lintFormatNames } from "../../../src/report/lint/format-names.ts";
import { lintFormats } from "../../../src/report/lint/formats.ts";
import { githubSummary } from "../../../src/report/lint/github.ts";
import { finding, hostile, lintRun } from "./run.ts";

const none = pc.createColors(false);
/** As it is written: in UTF-8. */
const format = (name: (typeof lintFormatNames)[number], findings: readonly Finding[]) =>
  Buffer.from(lintFormats[name](lintRun(findings), none)).toString();

/** Every kind of finding: of one line, with an end, a warning, one that can be fixed, one that is hostile. */
const all = [
  finding(),
  finding({ line: 7, column: 1, endLine: 8, endColumn: 4, severity: "warn" }),
  finding({
    rule: "helpers-link",
    file: "/repo/charts/heron/templates/_tls_helpers.tpl",
    line: 1,
    column: 1,
    fix: { title: "link it", edits: [], isSafe: true },
  }),
  hostile,
];

test.each(lintFormatNames)("%s is as recorded", (name) => {
  expect(format(name, all)).toMatchSnapshot();
});

test.each(lintFormatNames)("%s of nothing is as recorded", (name) => {
  expect(format(name, [])).toMatchSnapshot();
});

describe("sarif", () => {
  const {
    $schema: _,
    id: __,
    ...schema
  } = createRequire(import.meta.url)("schemastore/schemas/json/sarif-2.1.0-rtm.5.json");
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

  test.each([
    ["nothing", []],
    ["findings", all],
  ])("%s is valid by the schema of SARIF 2.1.0", (_, findings) => {
    validate(JSON.parse(format("sarif", findings)));
    expect(validate.errors).toBeNull();
  });

  test("what is not valid is told", () => {
    const log = JSON.parse(format("sarif", all));
    log.runs[0].results[0].level = "fatal";
    expect(validate(log)).toBe(false);
  });

  test("names files by valid URIs relative to the repository", () => {
    const { results } = JSON.parse(format("sarif", all)).runs[0];
    const uris = results.map(
      (result: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
        result.locations[0]?.physicalLocation.artifactLocation.uri,
    );
    expect(uris).toEqual(
      all.map(({ file }) => file.slice("/repo/".length).split("/").map(encodeURIComponent).join("/")),
    );
    for (const uri of uris)
      expect(decodeURIComponent(new URL(uri, "file:///repo/").pathname)).toMatch(/^\/repo\/charts\//);
  });
});

describe("github", () => {
  const many = Array.from({ length: 25 }, (_, i) => finding({ line: i + 1, severity: i < 12 ? "error" : "warn" }));

  test("annotates ten errors and ten warnings, errors first, and says how many are left", () => {
    const lines = format("github", many.toReversed()).trimEnd().split("\n");
    expect(lines.filter((line) => line.startsWith("::error "))).toHaveLength(10);
    expect(lines.filter((line) => line.startsWith("::warning "))).toHaveLength(10);
    expect(lines.at(-1)).toBe("::notice title=bump-envoy::5 more problems are in the summary of the job");
  });

  test("what is found is one command each, whatever it says", () => {
    expect(format("github", [hostile]).match(/^::/gm)).toHaveLength(1);
  });

  test("the summary of the job has all of it", () => {
    const summary = githubSummary(lintRun(many));
    expect(summary).toContain("12 errors, 13 warnings");
    expect(summary.match(/^\| charts/gm)).toHaveLength(25);
    expect(githubSummary(lintRun([]))).toBe("");
  });
});

describe("fingerprints", () => {
  const path = "charts/parrot/values.yaml";
  const prints = (findings: readonly Finding[], lines: readonly string[]) => [
    ...fingerprintsOf(lintRun(findings, { [path]: lines })).values(),
  ];

  test("stay the same when lines move", () => {
    const before = prints([finding({ line: 2 })], ["a", "version: latest"]);
    expect(prints([finding({ line: 4 })], ["a", "b", "c", "  version: latest"])).toEqual(before);
  });

  test("are another for another line, rule or file", () => {
    const lines = ["a", "version: latest", "version: stable"];
    const others = [
      finding({ line: 3 }),
      finding({ line: 2, rule: "x" }),
      finding({ line: 2, file: "/repo/other.yaml" }),
    ];
    expect(new Set(prints([finding({ line: 2 }), ...others], lines)).size).toBe(4);
  });

  test("of the same in the same text are told apart", () => {
    const found = prints([finding({ line: 1 }), finding({ line: 2 }), finding({ line: 2 })], ["x", "x"]);
    expect(new Set(found).size).toBe(3);
  });

  test("are those of GitLab's report and of SARIF", () => {
    const [print] = prints([finding()], []);
    expect(JSON.parse(format("gitlab", [finding()]))[0].fingerprint).toBe(print);
    expect(JSON.parse(format("sarif", [finding()])).runs[0].results[0].partialFingerprints).toEqual({
      "bumpEnvoy/v1": print,
    });
  });
});

test.each(["checkstyle", "junit"] as const)("%s holds nothing that XML does not allow", (name) => {
  const text = format(name, all);
  expect(text).not.toMatch(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u);
  expect(text.replace(/&(?:amp|lt|gt|quot|apos|#\d+);/g, "")).not.toContain("&");
  // Every tag is closed, in order.
  const open: string[] = [];
  for (const [, close, tag = "", selfClosed] of text.matchAll(/<(\/?)([a-z-]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (close) expect(open.pop()).toBe(tag);
    else if (!selfClosed) open.push(tag);
  }
  expect(open).toEqual([]);
});
