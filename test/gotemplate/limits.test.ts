import { describe, expect, test } from "vitest";
import type { Limits } from "../../src/gotemplate/index.ts";
import { TemplateError, TemplateSet } from "../../src/gotemplate/index.ts";
import { Allowance } from "../../src/govalue/allowance.ts";
import type { GoValue } from "../../src/govalue/value.ts";
import { testFunctions } from "../support/functions.ts";

function setOf(text: string, limits?: Partial<Limits>): TemplateSet {
  const set: TemplateSet = new TemplateSet({ functions: testFunctions(() => set), ...(limits ? { limits } : {}) });
  set.parse("t", text);
  return set;
}

function execute(text: string, limits?: Partial<Limits>, data: GoValue = null): string {
  return setOf(text, limits).execute("t", data);
}

describe("templates that do not end are stopped", () => {
  test.each([
    ["a template in itself", "{{ template `t` }}"],
    ["a function that executes it", "{{ render `t` 1 }}"],
  ])("%s", (_, text) => {
    expect(() => execute(text, { depth: 50 })).toThrow(TemplateError);
    expect(() => execute(text, { depth: 50 })).toThrow("exceeded maximum template depth (50)");
  });

  test.each([
    ["a loop", "{{ range 1000000000000 }}{{ end }}", " at <1000000000000>: "],
    ["loops in loops", "{{ range 9999 }}{{ range 9999 }}x{{ end }}{{ end }}", " at <x>: "],
    ["text", "{{ range 1000000 }}0123456789{{ end }}", " at <0123456789>: "],
    ["a text that doubles", "{{ $x := `x` }}{{ range 99 }}{{ $x = print $x $x }}{{ end }}", "error calling print: "],
    ["a list that doubles", "{{ $x := list 1 }}{{ range 99 }}{{ $x = list $x $x }}{{ end }}{{ $x }}", " at <{{$x}}>: "],
    ["long texts", "{{ range 1000000 }}{{ $x := printf `%100000d` 1 }}{{ end }}", "error calling printf: "],
  ])("%s", (_, text, place) => {
    const attempt = () => new Allowance(1_000_000).run(() => execute(text));
    expect(attempt).toThrow(TemplateError);
    expect(attempt).toThrow(`${place}this is too much work: it would take more than 1,000,000 units`);
  });

  test("a depth that is reached once leaves nothing behind", () => {
    const set = setOf("{{ if . }}{{ template `t` . }}{{ end }}ok", { depth: 20 });
    expect(() => set.execute("t", true)).toThrow("exceeded maximum template depth (20)");
    expect(set.execute("t", false)).toBe("ok");
  });
});

describe("JavaScript's stack does not overflow", () => {
  const unlimited = { depth: Number.POSITIVE_INFINITY };

  test.each([
    ["templates", "{{ template `t` }}"],
    ["functions that execute templates", "{{ with . }}{{ print (render `t` .) | upper }}{{ end }}"],
  ])("%s", (_, text) => {
    expect(() => execute(text, unlimited, true)).toThrow(TemplateError);
    expect(() => execute(text, unlimited, true)).toThrow("template: t: exceeded the depth that the stack allows");
  });

  test.each([
    ["parentheses", `{{ ${"(".repeat(100_000)}1${")".repeat(100_000)} }}`, "max expression depth exceeded"],
    ["statements", `${"{{ if 1 }}".repeat(50_000)}${"{{ end }}".repeat(50_000)}`, "template: t: nested too deeply"],
  ])("parsing %s", (_, text, message) => {
    expect(() => setOf(text)).toThrow(TemplateError);
    expect(() => setOf(text)).toThrow(message);
  });

  test.each([
    ["parentheses", `{{ ${"(".repeat(900)}1${")".repeat(900)} }}`, "1"],
    ["statements", `${"{{ if 1 }}".repeat(900)}1${"{{ end }}".repeat(900)}`, "1"],
    ["templates in one another", "{{ if . }}{{ template `t` (add . -1) }}{{ else }}1{{ end }}", "1"],
  ])("there is room for many %s", (_, text, output) => {
    expect(execute(text, undefined, 300n)).toBe(output);
  });
});
