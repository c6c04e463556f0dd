import { calls, combine, show, values } from "./_show.mjs";

const lists = [
  "nil",
  '"abc"',
  "5",
  '(dict "a" 1)',
  "(list)",
  "(list 1)",
  '(list 1 "a" nil 2.5 1 "a" (list 1) (list 1))',
  '(splitList "," "b,a,b")',
  "(until 4)",
  "(concat)",
  '(regexFindAll "x" "a" -1)',
];
const both = (name) => [name, `must${name[0].toUpperCase()}${name.slice(1)}`];

export const templates = [
  ...["first", "last", "rest", "initial", "reverse", "compact", "uniq"]
    .flatMap(both)
    .flatMap((name) => calls(name, lists)),
  ...["append", "push", "prepend"].flatMap(both).flatMap((name) => calls(name, lists, ["nil", "1", '"z"', "(list 2)"])),
  ...both("has").flatMap((name) => calls(name, ["nil", "1", "1.0", '"a"', '"b"', "(int64 1)", "(list 1)", "2"], lists)),
  ...both("without").flatMap((name) =>
    combine(lists, ["", "1", '"a"', '1 "b" nil', "(list 1)", "1.0"]).map((args) => show([name, ...args].join(" "))),
  ),
  ...both("slice").flatMap((name) =>
    combine(lists, ["", "0", "1", "2 3", "0 0", "1 0", "-1", "0 100", '"1"', "1.9 2.9", "nil nil"]).map((args) =>
      show([name, ...args].join(" ")),
    ),
  ),
  ...both("chunk").flatMap((name) => calls(name, ["-2", "-1", "0", "1", "2", "3", "100"], lists)),
  ...calls("concat", lists, ["", "(list 1)", '(splitList "," "x")', '"no"']),
  ...calls("sortAlpha", [
    ...lists,
    "(list 3 10 2)",
    '(list "b" "B" "a" "é" "😀" "ｚ")',
    '(list true nil 1.5 (dict "a" 1))',
  ]),
  ...calls("toStrings", [...values, '(list (list 1) (dict "a" nil))']),
  ...calls("list", ["", "1", "nil nil", "1 2 3"]),
  ...calls("tuple", ["", "1 nil"]),
  '{{ $l := splitList "," "b,a" }}{{ $s := sortAlpha $l }}{{ $l }} {{ $s }}',
  '{{ $l := list "b" "a" }}{{ $s := sortAlpha $l }}{{ $l }} {{ $s }}',
  "{{ $l := list 1 2 }}{{ $m := append $l 3 }}{{ $l }} {{ $m }}",
  [
    '{{ .Values.l | reverse }} {{ .Values.l | uniq | toJson }} {{ has 1.0 .Values.l }} {{ has 1 .Values.l }} {{ has "a" .Values.l }} {{ without .Values.l "a" | toYaml }}',
    "l: [1, a, 1, 2.5, a, {b: 1}, {b: 1}]",
  ],
  ["{{ first .Values.none }}", "a: 1"],
  ["{{ range $i, $c := chunk 2 .Values.l }}{{ $i }}={{ $c }} {{ end }}", "l: [1, 2, 3, 4, 5]"],
];
