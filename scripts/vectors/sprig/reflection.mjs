import { calls, values } from "./_show.mjs";

/** What deepEqual compares, each with each. */
const compared = [
  "nil",
  "1",
  "1.0",
  '"a"',
  "(int64 1)",
  "(list)",
  "(concat)",
  "(list 1 2)",
  '(dict "a" (list 1))',
  '(splitList "," "a")',
  '(list "a")',
  "(dict)",
  '(fromYaml "")',
];

export const templates = [
  ...["typeOf", "kindOf", "toString"].flatMap((name) =>
    calls(name, [...values, '(semver "1.2.3")', "(chunk 1 (list 1))", "(float64 1)", '(toDate "2006" "2020")']),
  ),
  ...calls("typeIs", ['"int"', '"string"', '"[]interface {}"', '"<nil>"'], values),
  ...calls("kindIs", ['"int"', '"map"', '"slice"', '"invalid"'], values),
  ...calls("typeIsLike", ['"int"', '"semver.Version"', '"*semver.Version"'], ["1", '(semver "1.2.3")', "nil"]),
  ...calls("deepEqual", compared, compared),
  [
    '{{ typeOf .Values }} {{ kindOf .Values }} {{ typeOf .Values.i }} {{ typeOf .Values.l }} {{ typeOf .Values.m }} {{ kindOf .Values.n }} {{ kindIs "map" .Values.m }}',
    "i: 1\nl: [1]\nm: {a: 1}\nn:",
  ],
];
