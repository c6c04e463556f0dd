import { calls, values } from "./_show.mjs";

const documents = [
  "",
  "a = 1",
  'a = [1, 2.5]\\n[b]\\nc = \\"x\\"',
  "a = ",
  "a = 1\\na = 2",
  "[[a]]\\nb = 1\\n[[a]]\\nb = 2",
  "= 1",
  "a.b.c = true",
];

export const templates = [
  ...calls("toToml", [
    ...values,
    '(dict "a" 1 "b" (dict "c" "x" "d" (list 1 2)) "e" 1.5 "f" true)',
    '(dict "a" nil)',
    '(dict "a" (list (dict "b" 1) (dict "b" 2)))',
  ]),
  ...calls(
    "fromToml",
    documents.map((text) => `"${text}"`),
  ),
];
