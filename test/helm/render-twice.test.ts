import fc from "fast-check";
import { beforeAll, describe, expect, it, test } from "vitest";
import type { GoMap, GoValue } from "../../src/govalue/value.ts";
import { type LoadedChart, loadChart, mergeValueOptions, printRelease, renderChart } from "../../src/helm/index.ts";
import { renderChartTwice } from "../../src/helm/render.ts";
import { inMemory } from "./in-memory.ts";

/** How many charts are tried, and from which seed: `FUZZ_RUNS=100000 FUZZ_SEED=7 npx vitest run test/helm/render-twice`. */
const { FUZZ_RUNS = "2000", FUZZ_SEED = "42" } = process.env;
const runs = Math.ceil(Number(FUZZ_RUNS) / 4);

/** What templates do with values, to look at them or to get around being seen. */
const texts: readonly string[] = [
  "{{ .Values.a | toJson }}",
  "{{ .Values.b }}",
  "{{ .Values.m.k | toJson }}",
  "{{ (.Values.m).k.k | toJson }}",
  "{{ with .Values.m }}{{ .k | toJson }}{{ else }}none{{ end }}",
  "{{ $m := .Values.m }}{{ if $m }}{{ $m.k | toJson }}{{ end }}",
  "{{ if .Values.m }}yes{{ end }}",
  "{{ if and .Values.a .Values.b }}yes{{ end }}",
  "{{ range $k, $v := .Values }}{{ $k }} {{ end }}",
  "{{ range $k, $v := .Values.m }}{{ $k }}={{ $v | toJson }} {{ end }}",
  "{{ range .Values.l }}{{ . | toJson }} {{ end }}",
  "{{ toYaml .Values | sha256sum }}",
  "{{ toYaml .Values.m | sha256sum }}",
  "{{ toJson .Values.n }}",
  "{{ .Values | toJson | quote }}",
  "{{ .Values.m | print }}",
  '{{ tpl "{{ .Values.b | toJson }}" . }}',
  '{{ tpl (print "{{ .Values." "a | toJson }}") $ }}',
  '{{ tpl "{{ toJson .m }}" (dict "m" .Values.m) }}',
  '{{ index .Values "a" | toJson }}',
  '{{ get .Values "b" | toJson }}',
  '{{ pick .Values "a" "n" | toJson }}',
  '{{ omit .Values "a" "global" "s" | toJson }}',
  "{{ keys .Values | toJson }}",
  "{{ keys .Values.m | toJson }}",
  "{{ values (.Values.n | default dict) | toJson }}",
  "{{ len .Values }}",
  "{{ len (.Values.m | default dict) }}",
  '{{ hasKey .Values "a" }}',
  '{{ hasKey (.Values.m | default dict) "k" }}',
  '{{ dig "m" "k" "none" .Values.AsMap | toJson }}',
  '{{ pluck "k" (.Values.m | default dict) (.Values.n | default dict) | toJson }}',
  "{{ deepCopy .Values | toJson }}",
  "{{ merge (dict) .Values | toJson }}",
  '{{ $own := dict "m" .Values.m }}{{ $_ := set $own "x" 1 }}{{ $own | toJson }}',
  '{{ $own := deepCopy (.Values.m | default dict) }}{{ $_ := merge $own (dict "z" 1) }}{{ $own | toJson }}',
  '{{ $_ := set .Values "a" 1 }}{{ .Values.a }}',
  '{{ $_ := set .Values.global "k" .Values.a }}{{ .Values.a | toJson }}',
  '{{ $_ := unset .Values "b" }}x',
  '{{ $_ := mergeOverwrite (.Values.m | default dict) (dict "k" 1) }}x',
  '{{ $_ := set . "mark" (toJson .Values.a) }}x',
  '{{ $_ := set . "mark" "fixed" }}{{ .mark }}',
  '{{ $_ := set $ "other" .Release.Name }}{{ if .Values.a }}{{ $_ := set $ "mark" "maybe" }}{{ end }}x',
  '{{ $_ := unset . "mark" }}{{ get . "mark" | toJson }}',
  '{{ $_ := set . "mark" (toJson .Values.b) }}{{ include "unmarking" . }}{{ get . "mark" | toJson }}',
  '{{ $_ := set . "mark" (toJson .Values.a) }}{{ include "marked" . }}{{ $_ := unset . "mark" }}',
  '{{ get . "mark" | toJson }}',
  '{{ get . "other" | toJson }}',
  '{{ if hasKey . "mark" }}marked{{ end }}',
  "{{ range $k, $v := . }}{{ $k }} {{ end }}",
  "{{ eq (toJson .Values.m) (toJson .Values.n) }}",
  "{{ deepEqual .Values.m .Values.n }}",
  "{{ empty .Values.m }} {{ kindOf .Values.a }} {{ typeOf .Values.m }}",
  "{{ coalesce .Values.a .Values.b 1 | toJson }}",
  '{{ .Values.a | default "none" | toJson }}',
  '{{ required "a is needed" .Values.a | toJson }}',
  "{{ ternary .Values.a .Values.b true | toJson }}",
  "{{ first (.Values.l | default (list 1)) | toJson }}",
  '{{ has "v" (.Values.l | default list) }}',
  "{{ fromYaml (toYaml .Values) | toJson }}",
  '{{ include "named" . }}',
  '{{ include "nested" . | sha256sum }}',
  '{{ include "of-argument" .Values.m }}',
  '{{ include "marking" . }}{{ .mark }}',
  '{{ include (print .Template.BasePath "/t0.yaml") . | sha256sum }}',
  '{{ include (print .Template.BasePath "/t1.yaml") . | sha256sum }}',
  '{{ template "named" . }}',
  "{{ .Template.Name }}",
  "{{ .Values.global | toJson }}",
  "{{ .Values.global.k | toJson }}",
  "{{ .Values.s | toJson }}",
  "{{ .Subcharts.s.Values | toJson }}",
  '{{ get .Subcharts.s "mark" | toJson }}',
  "{{ .Subcharts.s.Template | toJson }}",
  '{{ lookup "v1" "Secret" "ns" "n" | toJson }}',
  "{{ if .Values.b }}{{ randAlphaNum 4 }}{{ end }}",
  "{{ randAlphaNum 4 }}",
  "{{ if .Values.b }}{{ now | unixEpoch }}{{ end }}",
  "fixed",
];

const named =
  '{{ define "named" }}{{ .Values.a | toJson }}{{ end }}' +
  '{{ define "nested" }}{{ include "named" . }}{{ include "of-argument" .Values.m }}{{ end }}' +
  '{{ define "of-argument" }}{{ toJson . }}{{ end }}' +
  '{{ define "marked" }}{{ .mark | quote }}{{ end }}' +
  '{{ define "unmarking" }}{{ if .Values.a }}{{ $_ := unset . "mark" }}{{ end }}{{ end }}' +
  '{{ define "marking" }}{{ $_ := set . "mark" (toJson .Values.b) }}{{ end }}';

/** The texts of the templates of a chart and of its subchart. */
type Templates = readonly (readonly string[])[];

function chartOf(own: Templates, ofSubchart: Templates, condition: boolean): Promise<LoadedChart> {
  const manifests = (folder: string, templates: Templates) =>
    templates.map((parts, i) => [
      `${folder}templates/t${i}.yaml`,
      `v: |-\n${parts.map((part, n) => `  ${n}: ${part}\n`).join("")}`,
    ]);
  const dependency = `dependencies: [{name: s, version: 1.0.0${condition ? ", condition: s.enabled" : ""}}]\n`;
  return loadChart("/c", {
    files: inMemory({
      "Chart.yaml": `apiVersion: v2\nname: c\nversion: 1.0.0\n${dependency}`,
      "values.yaml": "b: default\nn: {k: {k: 1}, j: 2}\nglobal: {k: 1, deep: {k: 1}}\ns: {n: {i: 1}}\n",
      "templates/_named.tpl": named,
      "charts/s/Chart.yaml": "apiVersion: v2\nname: s\nversion: 1.0.0\n",
      "charts/s/values.yaml": "a: sub\nglobal: {deep: {j: 2}}\n",
      ...Object.fromEntries([...manifests("", own), ...manifests("charts/s/", ofSubchart)]),
    }),
  });
}

/** What a chart is rendered to with some values and with others: `undefined` where that fails. */
function inFull(chart: LoadedChart, values: GoMap): string | undefined {
  try {
    return printRelease(renderChart(chart, { values }));
  } catch {
    return undefined;
  }
}

/** Renders a chart twice, and says what of that was shared. Fails where it is not what it is rendered to in full. */
function share(chart: LoadedChart, before: GoMap, after: GoMap): "nothing" | "before" | "both" {
  const twice = renderChartTwice(chart, { values: before }, after);
  if (twice === undefined) return "nothing";
  expect(printRelease(twice.before)).toBe(inFull(chart, before));
  if (twice.after === undefined) return "before";
  expect(printRelease(twice.after)).toBe(inFull(chart, after));
  return "both";
}

const keys = ["a", "b", "m", "n", "l", "k", "j", "global", "s", "enabled"];
const key = fc.constantFrom(...keys);
const { value } = fc.letrec<{ value: GoValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<GoValue>("v", "w", "", 1, 2.5, true, false, null),
    fc.array(tie("value"), { maxLength: 2 }),
    fc.array(fc.tuple(key, tie("value")), { maxLength: 3 }).map((entries): GoValue => new Map(entries)),
  ),
}));
const edit = fc.record({ path: fc.array(key, { minLength: 1, maxLength: 3 }), value });
const values = fc.array(fc.tuple(key, value), { maxLength: 4 }).map((entries): GoMap => new Map(entries));

function edited(map: GoMap, [first = "", ...rest]: readonly string[], to: GoValue): GoMap {
  const below = map.get(first);
  const inner = rest.length === 0 ? to : edited(below instanceof Map ? below : new Map(), rest, to);
  return new Map([...map, [first, inner]]);
}

test(
  "a chart that is rendered twice is what it is rendered to with both values",
  async () => {
    const template = fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 2 });
    const templates = fc.array(template, { minLength: 1, maxLength: 4 });
    const counts = { nothing: 0, before: 0, both: 0 };
    let changed = 0;
    await fc.assert(
      fc.asyncProperty(
        templates,
        fc.array(template, { maxLength: 2 }),
        values,
        fc.array(edit, { maxLength: 2 }),
        fc.record({ condition: fc.boolean(), isReversed: fc.integer({ max: 3, min: 0 }) }),
        async (own, ofSubchart, before, edits, { condition, isReversed }) => {
          const chart = await chartOf(own, ofSubchart, condition);
          const ordered = isReversed === 0 ? new Map([...before].reverse()) : before;
          const after = edits.reduce((map, { path, value: to }) => edited(map, path, to), ordered);
          const shared = share(chart, before, after);
          counts[shared] += 1;
          if (shared === "both" && inFull(chart, before) !== inFull(chart, after)) changed += 1;
        },
      ),
      { numRuns: runs, seed: Number(FUZZ_SEED) },
    );
    // It is about what is shared; and what is, changes.
    expect(counts.both).toBeGreaterThan(runs / 5);
    expect(changed).toBeGreaterThan(runs / 20);
  },
  60_000 + 50 * runs,
);

describe("every text", () => {
  const assignments = ["a=1", "m.k=x", "l={v}", "s.a=2"];
  const before = mergeValueOptions({ set: assignments });
  const changes: readonly (readonly [string, string])[] = [
    ["another text", "a=2"],
    ["a key that is new", "c=1"],
    ["a key within that is new", "m.z=1"],
    ["another text within", "m.k=y"],
    ["a map that becomes a text", "m=x"],
    ["a text that becomes a map", "a.k=1"],
    ["a key that is gone", "b=null"],
    ["a map that is gone", "n=null"],
    ["another list", "l={v,w}"],
    ["a global", "global.k=2"],
    ["a global within", "global.deep.k=2"],
    ["a value of the subchart", "s.a=3"],
    ["the subchart itself", "s.enabled=false"],
  ];
  const charts = new Map<string, LoadedChart>();
  beforeAll(async () => {
    for (const text of texts) charts.set(text, await chartOf([[text], ["{{ .mark }}"], [text]], [[text]], true));
  });

  it.each(changes)("is what it is in full with %s", (_, change) => {
    const kept = assignments.filter((assignment) => !change.startsWith(assignment.replace(/=.*/, ".")));
    const after = mergeValueOptions({ set: [...kept, change] });
    for (const chart of charts.values()) {
      share(chart, before, after);
      share(chart, after, before);
    }
  });
});

describe("a text is what it is in full that depends on", () => {
  it.each<[string, Templates, Templates, before: string[], after: string[]]>([
    [
      "what a template of a subchart has set",
      [['{{ get .Subcharts.s "mark" }}']],
      [['{{ $_ := set . "mark" .Values.a }}']],
      ["s.a=1"],
      ["s.a=2"],
    ],
    [
      "which template of a subchart came last",
      [["{{ .Values.s.a }} {{ .Subcharts.s.Template.Name }}"]],
      [["last"], ["{{ .Values.a }}"]],
      ["s.a=1"],
      ["s.a=2"],
    ],
    [
      "what there is in the dot, where more is set later",
      [["{{ len . }}"], ['{{ if eq (toString .Values.a) "2" }}{{ $_ := set . "mark" 1 }}{{ end }}']],
      [],
      ["a=1"],
      ["a=2"],
    ],
    [
      "a map that two charts share, and then no more",
      [["{{ .Values.global.deep.x.k }}"]],
      [["{{ toJson .Values.global.deep }}"]],
      ["s.i=1", "global.deep.x.k=1"],
      ["s.i=1", "s.global.deep=3", "global.deep.x.k=2"],
    ],
    [
      "a map that is set by a template of the chart with which it is shared",
      [["{{ .Values.global.deep.x.k }}"]],
      [['{{ $_ := set .Values.global.deep.x "k" .Values.a }}']],
      ["s.a=1", "global.deep.x.k=1"],
      ["s.a=2", "global.deep.x.k=1"],
    ],
    ["the order of keys", [["{{ keys .Values.m | toJson }}"]], [], ["m.k=1", "m.j=1"], ["m.j=1", "m.k=1"]],
  ])("%s", async (_, own, ofSubchart, before, after) => {
    const chart = await chartOf(own, ofSubchart, false);
    const [old, now] = [before, after].map((assignments) => mergeValueOptions({ set: assignments }));
    expect([inFull(chart, old as GoMap), inFull(chart, now as GoMap)]).not.toContain(undefined);
    share(chart, old as GoMap, now as GoMap);
  });
});

test("what does not look at what becomes different is rendered once", async () => {
  const work = "{{ range until 1000 }}{{ . }}{{ end }}";
  const files = { "templates/large.yaml": `v: ${work}\n`, "templates/small.yaml": "v: {{ .Values.a }}\n" };
  const chart = await loadChart("/c", { files: inMemory(files) });
  const [before, after] = [mergeValueOptions({ set: ["a=1"] }), mergeValueOptions({ set: ["a=2"] })];
  const enoughFor = (render: (work: number) => unknown) => {
    for (let units = 1000; ; units *= 1.1) {
      try {
        if (render(units) !== undefined) return units;
      } catch {}
    }
  };
  const once = enoughFor((work) => renderChart(chart, { values: before, work }));
  const twice = enoughFor((work) => renderChartTwice(chart, { values: before, work }, after));
  expect(twice).toBeLessThan(1.5 * once);
});
