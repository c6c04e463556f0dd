import { describe, expect, test } from "vitest";
import { noon, type RenderRequest, render } from "./render.ts";

const limits = { listLength: 100, textLength: 1000 };

function run(template: string, values?: RenderRequest["values"]): string {
  return render({ templates: { t: template }, ...(values !== undefined && { values }) }, { ...noon, limits });
}

describe("what would be too long is refused before it is made", () => {
  test.each([
    "{{ until 101 }}",
    "{{ until 9223372036854775807 }}",
    "{{ until -101 }}",
    "{{ untilStep 0 1000000000000 3 }}",
    "{{ seq 1000000000 }}",
    "{{ seq -9223372036854775807 9223372036854775806 }}",
  ])("%s", (template) => {
    expect(() => run(template)).toThrow(/\d+ elements exceed the limit of 100$/);
  });

  test.each([
    '{{ repeat 1001 "a" }}',
    '{{ repeat 9223372036854775807 "ab" }}',
    '{{ indent 1001 "a" }}',
    '{{ nindent 600 "a\\nb" }}',
    '{{ replace "" (repeat 100 "a") (repeat 100 "b") }}',
    '{{ replace "b" (repeat 100 "a") (repeat 100 "b") }}',
    '{{ join (repeat 100 "a") (until 100) }}',
    '{{ regexReplaceAll "b" (repeat 100 "b") (repeat 100 "a") }}',
    '{{ wrapWith 1 (repeat 100 "a") (repeat 100 "b") }}',
    "{{ randAlphaNum 1001 }}",
    "{{ randBytes 9223372036854775807 }}",
  ])("%s", (template) => {
    expect(() => run(template)).toThrow(/exceeds the limit of 1000$/);
  });
});

test("what is just not too long is made", () => {
  expect(run('{{ len (until 100) }} {{ repeat 1000 "a" | len }} {{ repeat 9223372036854775807 "" | len }}')).toBe(
    "100 1000 0",
  );
});

describe("values that contain themselves end", () => {
  const cycle = '{{ $a := dict "k" 1 }}{{ $_ := set $a "self" $a }}';

  test.each([
    ["{{ deepCopy $a }}", "deepCopy: a value contains itself"],
    ['{{ $b := dict }}{{ $_ := set $b "self" $b }}{{ merge $b $a }}', "merge: a map contains itself"],
    ["{{ toString $a }}", "fmt: value nests too deeply"],
    ["{{ mustToJson $a }}", "json: unsupported value: encountered a cycle"],
  ])("%s", (template, message) => {
    expect(() => run(cycle + template)).toThrow(message);
  });

  test("a merge goes on where only the source contains itself", () => {
    expect(run(`${cycle}{{ (merge (dict "self" (dict)) $a).self.self.k }}`)).toBe("1");
  });

  test("deepEqual takes a pair for equal that it meets within itself", () => {
    expect(run(`${cycle}{{ $b := dict "k" 1 }}{{ $_ := set $b "self" $b }}{{ deepEqual $a $b }}`)).toBe("true");
  });
});

test("prototype keys are data", () => {
  const values = "__proto__: {polluted: 1}\nconstructor: 2\ntoString: 3";
  expect(
    run(
      '{{ .Values | keys | sortAlpha | join "," }} {{ hasKey .Values "hasOwnProperty" }} {{ get .Values "constructor" }}',
      values,
    ),
  ).toBe("__proto__,constructor,toString false 2");
  expect(run('{{ (merge (dict) .Values).__proto__.polluted }} {{ (dict "__proto__" 5).__proto__ }}', values)).toBe(
    "1 5",
  );
});
