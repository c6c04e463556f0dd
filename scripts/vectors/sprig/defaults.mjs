import { calls, show, values } from "./_show.mjs";

export const templates = [
  ...calls("default", ['"fallback"', "nil"], values),
  show('default "fallback"'),
  show('default "fallback" "" "second"'),
  show("default"),
  ...calls("empty", [...values, '(semver "1.0.0")', "now"]),
  ...calls("coalesce", values, ['""', '"last"', "nil"]),
  show("coalesce"),
  ...["all", "any"].flatMap((name) => [show(name), ...calls(name, values, ["", "0", "1"])]),
  ...calls("ternary", ['"yes"', "nil"], ['"no"', "1"], ["true", "false"]),
  ...calls("ternary", ['"yes"'], ['"no"'], ["1", '"true"', "nil"]),
  [
    '{{ .Values.a | default "x" }}{{ .Values.missing | default "y" }}{{ .Values.zero | default 5 }}{{ ternary 1 2 .Values.t }}{{ empty .Values.m }}',
    "a: \nzero: 0\nt: true\nm: {}",
  ],
  ["{{ ternary 1 2 .Values.missing }}", "a: 1"],
];
