import { calls, show, values } from "./_show.mjs";

const documents = [
  "",
  "null",
  "1",
  "-0",
  "1.5e3",
  '\\"a\\"',
  '[1,\\"a\\",null]',
  '{\\"a\\":{\\"b\\":[1]}}',
  "{",
  "[1,]",
  '{\\"a\\":1} x',
  "1e400",
  '{\\"a\\":1e400}',
  "nul",
  '{\\"a\\":1,\\"a\\":2}',
  '\\"\\\\u00e9\\\\ud83d\\\\ude00\\\\ud800\\"',
  " [ ] ",
  "true",
  "[[]]",
  "12345678901234567890",
];
const yaml = [
  "",
  "null",
  "a: 1",
  "- 1",
  "a: [",
  "text",
  "a: {b: c}\\nd: ~",
  "{}",
  "[]",
  "a: 0x10\\nb: 010\\nc: yes\\nd: 1e3\\ne: 1_000",
  "a: 1\\na: 2",
  "1",
  "a:\\n  - b\\n  -c",
  "- a\\n- {b: 1}",
  "# nothing",
  "---\\na: 1\\n---\\nb: 2",
  "\\t",
];
const special = [
  '"<a&b>\\u2028\\x00\\xff"',
  '(dict "b" 1 "a" (list 1.0 1e21 1e-7 2.5) "c" (dict))',
  '(list (concat) (fromYaml "") (dict "x" (concat)))',
  '(list "multi\\nline" "yes" "1" "" " a" "a: b" "#c")',
  '(dict "__proto__" 1)',
  '(float64 "nan")',
  '(list (float64 "inf"))',
  '(b64dec "gA==")',
  "1e20",
  "1e21",
  "123456789.5",
];

const objects = ['(dict "t" (toDate "2006" "2020") "v" (semver "1.2.3-a+b"))'];

export const templates = [
  ...["toJson", "toPrettyJson", "toRawJson", "mustToJson", "mustToPrettyJson", "mustToRawJson", "toYaml"].flatMap(
    (name) => calls(name, [...values, ...objects, ...special]),
  ),
  ...calls("toYamlPretty", [...values, ...special]),
  ...["fromJson", "mustFromJson", "fromJsonArray"].flatMap((name) =>
    calls(
      name,
      documents.map((text) => `"${text}"`),
    ),
  ),
  ...["fromYaml", "fromYamlArray"].flatMap((name) =>
    calls(
      name,
      yaml.map((text) => `"${text}"`),
    ),
  ),
  ...calls(
    "fromJson",
    documents.map((text) => `"${text}" | toYaml`),
  ),
  show('fromYaml "" | toYaml'),
  show('fromYaml "a:" | toYaml'),
  show('set (fromYaml "") "a" 1'),
  show('merge (fromYaml "") (dict "a" 1)'),
  show("concat (list) (list) | toYaml"),
  show("rest (list) | toYaml"),
  show('(fromYaml "").a'),
  show('dict "a" (rest (list 1)) "b" (rest (list)) | toYaml'),
  [
    "{{ .Values | toYaml }}\n---\n{{ .Values | toPrettyJson }}\n---\n{{ .Values | toYamlPretty }}",
    "b: [1, {c: d}]\na: {x: 1.5, y: null, z: 'true'}\ns: |\n  one\n  two\n",
  ],
];
