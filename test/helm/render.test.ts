import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { GoMap } from "../../src/govalue/value.ts";
import {
  isolatedEnvironment,
  loadChart,
  mergeValueOptions,
  nodeFiles,
  printRelease,
  renderChart,
  renderChartTolerantly,
} from "../../src/helm/index.ts";
import { scratchFolder, writeTree } from "../support/scratch.ts";
import { chartYaml, inMemory } from "./in-memory.ts";

const load = (files: Readonly<Record<string, string>>) => loadChart("/c", { files: inMemory(files) });
const set = (...assignments: string[]): GoMap => mergeValueOptions({ set: assignments });

describe("renderChart", () => {
  it("renders a loaded chart many times, and nothing of one render shows in the next", async () => {
    const chart = await load({
      "values.yaml": "a: {b: [1]}\nname: default\n",
      "templates/t.yaml":
        '{{ $_ := set .Values.a "c" .Values.name }}{{ $_ := set .Release "x" 1 }}v: {{ toJson .Values }}\n',
    });
    const values = set("a.d=1");
    const outputs = [values, set("name=other"), values].map((each) =>
      printRelease(renderChart(chart, { values: each })),
    );
    expect(outputs).toEqual([
      '---\n# Source: c/templates/t.yaml\nv: {"a":{"b":[1],"c":"default","d":1},"name":"default"}\n',
      '---\n# Source: c/templates/t.yaml\nv: {"a":{"b":[1],"c":"other"},"name":"other"}\n',
      '---\n# Source: c/templates/t.yaml\nv: {"a":{"b":[1],"c":"default","d":1},"name":"default"}\n',
    ]);
    expect(values).toEqual(set("a.d=1"));
  });

  it.each([
    ["the template that is executed", "{{ .Template.Name }}"],
    ["random bytes", "{{ randAlphaNum 8 }}"],
    ["what templates set in their dot", '{{ get . "at" }}'],
    ["what templates set in their dot, as a whole", "{{ range $k, $v := . }}{{ $k }}{{ end }}"],
    ["a value that a template sets", "{{ .Values.at }}"],
    ["a value that a template merges in", "{{ .Values.map.at }}"],
    ["a map that a template has made, once it is among the values", "{{ .Values.own }}"],
  ])("prints a template again where it depends on %s", async (_, text) => {
    /** @param names - of definitions that all print the text */
    const using = (at: string, names: readonly string[]) =>
      `{{ $_ := set . "at" "${at}" }}{{ $_ := set . "${at}" 1 }}{{ $_ := set .Values "at" "${at}" }}` +
      `{{ $_ := mergeOverwrite .Values.map (dict "at" "${at}") }}` +
      `{{ $own := dict "a" 1 }}{{ $_ := set .Values "own" $own }}a: {{ include "${names[0]}" . }}\n` +
      `{{ $_ := set $own "at" "${at}" }}b: {{ include "${names[1]}" . }}\n`;
    const outputsOf = async (names: readonly string[], last: string) => {
      const definitions = [...new Set(names)].map((name) => `{{ define "${name}" }}${text}{{ end }}`).join("");
      const chart = await load({
        "values.yaml": "map: {}\n",
        "templates/_f.tpl": definitions,
        "templates/a.yaml": using("a", names.slice(0, 2)),
        "templates/b.yaml": using("b", names.slice(2, 4)),
        "templates/c.yaml": last,
      });
      return renderChartTolerantly(chart).map((result) => ("error" in result ? result.error.message : result.output));
    };
    const again = await outputsOf(["f", "f", "f", "f"], '{{ include (print $.Template.BasePath "/a.yaml") . }}');
    // Where each use has a definition of its own, nothing is printed twice.
    const anew = await outputsOf(["f1", "f2", "f3", "f4", "f5", "f6"], using("a", ["f5", "f6"]));
    expect(again).toEqual(anew);
    expect(again.join("")).toContain("a: ");
  });

  it("lets what is printed a second time have the effect that it had the first time", async () => {
    const chart = await load({
      "templates/_f.tpl": '{{ define "f" }}{{ $_ := set . "seen" "f" }}{{ .Values.a }}{{ end }}',
      "templates/t.yaml": [1, 2]
        .map((n) => `v${n}: {{ $_ := set . "seen" "t" }}{{ include "f" . }}{{ .seen }}\n`)
        .join(""),
    });
    const release = renderChart(chart, { values: set("a=x") });
    expect(release.manifests.map(({ content }) => content)).toEqual(["v1: xf\nv2: xf"]);
  });

  it("takes away again what it took away the first time", async () => {
    const chart = await load({
      "templates/_f.tpl": '{{ define "f" }}{{ $_ := unset . "seen" }}{{ .Values.a }}{{ end }}',
      "templates/t.yaml": [1, 2]
        .map((n) => `v${n}: {{ $_ := set . "seen" "t" }}{{ include "f" . }}{{ hasKey . "seen" }}\n`)
        .join(""),
    });
    const release = renderChart(chart, { values: set("a=x") });
    expect(release.manifests.map(({ content }) => content)).toEqual(["v1: xfalse\nv2: xfalse"]);
  });

  it("takes as much for what is printed a second time", async () => {
    const files = (times: number) => ({
      "templates/_f.tpl": '{{ define "f" }}{{ range until 1000 }}{{ . }}{{ end }}{{ end }}',
      "templates/t.yaml": `v: {{ range until ${times} }}{{ include "f" $ }}{{ end }}\n`,
    });
    const [once, often] = await Promise.all([load(files(1)), load(files(100))]);
    expect(() => renderChart(once, { work: 1_000_000 })).not.toThrow();
    expect(() => renderChart(often, { work: 1_000_000 })).toThrow("this is too much work");
  });

  it("has the templates of the subcharts that are enabled, whatever was in the render before", async () => {
    const chart = await load({
      "Chart.yaml": `${chartYaml}dependencies: [{ name: s, version: 1.0.0, condition: s.on }]\n`,
      "templates/t.yaml": '{{ define "f" }}own{{ end }}v: {{ include "g" . }}\n',
      "charts/s/Chart.yaml": "apiVersion: v2\nname: s\nversion: 1.0.0\n",
      "charts/s/templates/t.yaml": '{{ define "f" }}s{{ end }}{{ define "g" }}{{ include "f" . }}{{ end }}w: 1\n',
    });
    const render = (on: boolean) =>
      renderChartTolerantly(chart, { values: set(`s.on=${on}`) }).map((result) =>
        "error" in result ? result.error.message : result.output,
      );
    const without = [expect.stringContaining('no template "g" associated')];
    expect([render(true), render(false), render(true)]).toEqual([
      ["w: 1\n", "v: own\n"],
      without,
      ["w: 1\n", "v: own\n"],
    ]);
  });

  it("reports a template that does not parse in each render", async () => {
    const chart = await load({ "templates/a.yaml": "{{ if }}", "templates/b.yaml": "v: 1\n" });
    for (let i = 0; i < 2; i++) {
      expect(() => renderChart(chart)).toThrow("parse error at (c/templates/a.yaml:1): missing value for if");
      expect(renderChartTolerantly(chart).map((result) => "error" in result)).toEqual([true, false]);
    }
  });

  it("leaves digests out where it is asked to, and what is made for them", async () => {
    const chart = await load({
      "templates/_f.tpl":
        '{{ define "f" }}{{ $all := list }}{{ range until 2 }}{{ $all = append $all (fail "no") }}{{ end }}{{ $all | toJson | sha256sum }}{{ end }}',
      "templates/t.yaml":
        'a: {{ include "f" . }}\nb: {{ fail "no" | sha1sum | quote }}\nc: {{ (sha256sum (fail "no")) }}\nd: {{ .Values.d }}\n',
    });
    const render = (withoutDigests: boolean) => renderChartTolerantly(chart, { values: set("d=x"), withoutDigests });
    expect(render(true)).toEqual([{ template: "c/templates/t.yaml", output: 'a: 0\nb: "0"\nc: 0\nd: x\n' }]);
    expect(render(false).map((result) => "error" in result)).toEqual([true]);
  });

  it("shares what is parsed between charts, and names each file as its own chart does", async () => {
    const template =
      '{{ define "helper" }}{{ .Values.a.b.c }}{{ end }}name: {{ .Template.Name }} {{ include "helper" . }}\n';
    const messages = await Promise.all(
      ["first", "second"].map(async (name) => {
        const chart = await load({
          "Chart.yaml": `name: ${name}\nversion: 1.0.0\n`,
          "templates/t.yaml": template,
        });
        return renderChartTolerantly(chart).map((result) => ("error" in result ? result.error.message : ""));
      }),
    );
    expect(messages.map(([message]) => message)).toEqual(
      ["first", "second"].map(
        (name) =>
          `template: ${name}/templates/t.yaml:1:79: executing "${name}/templates/t.yaml" at <include "helper" .>: error calling include: ` +
          `template: ${name}/templates/t.yaml:1:31: executing "helper" at <.Values.a.b.c>: nil pointer evaluating interface {}.b`,
      ),
    );
  });

  it("knows no clock and no random source unless they are handed in", async () => {
    const chart = await load({ "templates/t.yaml": 'v: {{ now | date "2006" }} {{ randAlphaNum 20 }} {{ uuidv4 }}\n' });
    const text = () => printRelease(renderChart(chart));
    expect(text()).toEqual(text());
    const environment = isolatedEnvironment(new Date("2031-05-01T00:00:00Z"), "seed");
    const other = printRelease(renderChart(chart, { environment }));
    expect(other).toContain("v: 2031 ");
    expect(other.slice(-58)).not.toEqual(text().slice(-58));
  });
});

describe("renderChartTolerantly", () => {
  it("gives every template's output or its error", async () => {
    const chart = await load({
      "templates/_helpers.tpl": '{{ define "name" }}n{{ end }}',
      "templates/NOTES.txt": "left out",
      "templates/a.yaml": 'a: {{ include "name" . }}',
      "templates/broken.yaml": "{{ if }}",
      "templates/failing.yaml": '{{ required "no host" .Values.host }}',
      "templates/lost.yaml": "{{ .Values.x.y.z }}",
    });
    const results = renderChartTolerantly(chart);
    const failed = results.flatMap((result) => ("error" in result ? [result.error.place] : []));
    expect(failed).toContainEqual({ template: "c/templates/failing.yaml", line: 1, column: 3 });
    const texts = results.map((result) => [result.template, "error" in result ? result.error.message : result.output]);
    expect(texts.sort()).toEqual([
      ["c/templates/a.yaml", "a: n"],
      ["c/templates/broken.yaml", "parse error at (c/templates/broken.yaml:1): missing value for if"],
      ["c/templates/failing.yaml", "execution error at (c/templates/failing.yaml:1:3): no host"],
      [
        "c/templates/lost.yaml",
        'template: c/templates/lost.yaml:1:10: executing "c/templates/lost.yaml" at <.Values.x.y.z>: nil pointer evaluating interface {}.y',
      ],
    ]);
  });
});

describe("limits", () => {
  it.each([
    ["a list without end", "{{ range until 1000000000 }}{{ . }}{{ end }}", /limit/],
    ["loops in loops", "{{ range until 9999 }}{{ range until 9999 }}{{ end }}{{ end }}", /too much work/],
    ["a text that doubles", '{{ $s := "x" }}{{ range until 60 }}{{ $s = print $s $s }}{{ end }}', /too much work/],
    ["output without end", '{{ range until 99999 }}{{ repeat 10000 "x" }}{{ end }}', /too much work/],
    ["a template in itself", '{{ define "x" }}{{ template "x" . }}{{ end }}{{ template "x" . }}', /depth/],
    [
      "tpl in tpl",
      '{{ define "x" }}{{ tpl "{{ include \\"x\\" . }}" . }}{{ end }}{{ include "x" . }}',
      /nested reference|depth/,
    ],
  ])("stop %s", async (_, template, message) => {
    const chart = await load({ "templates/t.yaml": template });
    expect(() => renderChart(chart, { work: 10_000_000 })).toThrow(message);
  });

  it("stop what takes too long", async () => {
    const chart = await load({ "templates/t.yaml": "{{ range until 9999 }}{{ range until 9999 }}{{ end }}{{ end }}" });
    const limits = { time: { milliseconds: 20, now: () => performance.now() } };
    expect(() => renderChart(chart, { limits })).toThrow("exceeded maximum time (20 ms)");
  });
});

describe("nodeFiles", () => {
  it("refuses links that leave the root", async () => {
    const root = scratchFolder();
    writeTree(root, {
      "outside.yaml": "secret",
      "charts/c/Chart.yaml": chartYaml,
      "charts/shared.yaml": "kind: Shared\n",
    });
    writeTree(join(root, "charts/c"), {}, { "templates/inside.yaml": "../../shared.yaml" });
    const files = nodeFiles({ root: join(root, "charts") });
    const chart = await loadChart(join(root, "charts/c"), { files });
    expect(chart.templates.map(({ text }) => text)).toEqual(["kind: Shared\n"]);

    writeTree(join(root, "charts/c"), {}, { "templates/outside.yaml": "../../../outside.yaml" });
    await expect(loadChart(join(root, "charts/c"), { files })).rejects.toThrow("leaves the tree");
  });

  it("refuses a .helmignore that is a link out of the root", async () => {
    const root = scratchFolder();
    writeTree(root, { outside: "", "c/Chart.yaml": chartYaml }, { "c/.helmignore": "../outside" });
    const files = nodeFiles({ root: join(root, "c") });
    await expect(loadChart(join(root, "c"), { files })).rejects.toThrow("leaves the tree");
  });

  it("gives up on a folder that links to itself", async () => {
    const root = scratchFolder();
    writeTree(root, { "Chart.yaml": chartYaml }, { "templates/loop": "." });
    await expect(loadChart(root)).rejects.toThrow(/too many links|too many levels|name too long/);
  });
});
