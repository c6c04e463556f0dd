// The cases of src/helm that need no whole chart: --set assignments, patterns, .helmignore, splitting manifests, versions of
// Kubernetes, and how the values of charts and subcharts come together.
import { choices } from "./random.mjs";
import { writeCases } from "./write.mjs";

const assignments = [
  ..."a=1|a=|a|=1|a=1,b=2|a=1,|a=1,,b=2|,a=1|a.b=1|a.b.c=1,a.b.d=2|a.=1|.a=1|a..b=1|a.|a.b|a.b.".split("|"),
  ..."a=true|a=TRUE|a=False|a=null|a=NULL|a=nil|a=0|a=00|a=01|a=-1|a=+1|a=-0|a=+|a=1e3|a=1.5|a=0x10|a=1_000".split("|"),
  ..."a=9223372036854775807|a=9223372036854775808|a=-9223372036854775808|a= 1|a=1 |a=\\ 1|a=a b".split("|"),
  ..."a={}|a={1}|a={1,2}|a={x, y}|a={true,null,0}|a={1,2|a={1},b=2|a={1}b=2|a={1}}|a={a\\,b}|a=x{1,2}|a={{1}}".split(
    "|",
  ),
  ..."a[0]=1|a[1]=1|a[0]|a[|a[0|a[]=1|a[x]=1|a[-1]=1|a[65537]=1|a[0]x=1|a[0].b=1|a[0].|a[0].b".split("|"),
  ..."a[0][1]=2|a[0].b.c=1,a[0].b.d=2|a[0].b[1].c=x|a[1].b=1,a[0].b=2|[0]=1|a.b[0]=1|a[0]={x,y}|a[ 0]=1|a[+1]=1".split(
    "|",
  ),
  ..."a=b=c|a\\.b=1|a\\=b=1|a\\,b=1|a=b\\,c|a=b\\\\c|a=\\|a\\=|a\\|a\\[0]=1|a=[1]|a=é,ü=ß|a=日本|a=b,,|a=,b=1".split(
    "|",
  ),
  ...["a\n=1", "a=1\n", "a=1,\nb=2", `${"a.".repeat(29)}b=1`, `${"a.".repeat(30)}b=1`, `${"a.".repeat(31)}b=1`],
  ..."t.x=1|t[0]=1|s.x=1|s[0]=1|l[0]=1|l[2]=1|l.x=1|l[0].x=1|l[1].x=1|n.x=1|n[0]=1|t=1|t.u.v=2|l[1][0]=1|t.u[0]=1".split(
    "|",
  ),
];
const jsonAssignments = [
  ...'a={"b":1}|a=[1,2.5,"x"]|a="x"|a=1|a=null|a=|a=1,b=2|a={"b":1},c=[1]|a= 1 , b=2|a={|a=x|a=1x|a="x"y|a.b={"c":1}'.split(
    "|",
  ),
  ...'a[0]={"b":1}|a[0]=|a[1]=1,a[0]=2|t.u={"w":1}|a={"b":{"c":[1,{"d":"}"}]}},e="\\""|a=true,b=false|a=1e3|a=-1|a=-|='.split(
    "|",
  ),
];
const existing = "t: {u: {v: 1}}\ns: text\nl: [{x: 0}, 1]\nn: null\n";

writeCases("helm/strvals", [
  ...assignments.flatMap((text) =>
    ["typed", "string", "literal", "file"].map((syntax) => ({ op: "strvals", syntax, text, into: existing })),
  ),
  ...jsonAssignments.map((text) => ({ op: "strvals", syntax: "json", text, into: existing })),
]);

const names = ["", "a", "b", "ab", "abc", "a/b", "a/b/c", ".a", "a.yaml", "a-b", "é", "a*b", "[a]", "]", "-", "\\"];
const patterns = [
  ..."|a|ab|*|**|a*|*a|*b|a*c|a**c|?|??|a?|[a]|[^a]|[a-c]|[^a-c]|[]|[]a]|[a|[a-|[a-]|[-a]|[^]|[\\]]|[a\\-c]|[!a]|\\a".split(
    "|",
  ),
  ..."\\|a\\|\\*|a\\*b|*/*|*/b|a/*|a/*/c|*.yaml|[a-z]*|*[|a*[|[é]|?.yaml|.*|.?*|/|*/|*/*/*|{a,b}|a*b*c|[c-a]|[\\".split(
    "|",
  ),
];
writeCases(
  "helm/match",
  patterns.flatMap((pattern) => names.map((name) => ({ op: "filepath.match", pattern, name }))),
);

const files = [
  "a",
  "b.yaml",
  "dir/a",
  "dir/b.yaml",
  "dir/sub/c.yaml",
  "é",
  "a,b",
  "{a}",
  "dir/",
  "x-y",
  "aa",
  "a!",
  "[a]",
];
const globs = [
  ..."|a|*|**|*.yaml|**.yaml|dir/*|dir/**|**/c.yaml|dir/**/c.yaml|dir/*.yaml|*/*|**/*|?|??|[ab]|[!a]|[a-c]|[!a-c]".split(
    "|",
  ),
  ..."{a,b.yaml}|{a,dir/*}|{*.yaml,a}|dir/{a,b.yaml}|{dir,x}/**|a,b|\\{a\\}|{a|a}|[a|[]|[c-a]|[a-|a\\|\\*|x-y|[x]-[y]".split(
    "|",
  ),
  ..."{a,{b.yaml,é}}|{,a}|*{a,b}|dir/?|dir/??*|*a*|a*a|[!é]|[\\a]|{}|**b**|dir**|*dir/a|[ab]*|a[!]|[!]]|[]a]|a[!b]".split(
    "|",
  ),
];
writeCases(
  "helm/glob",
  globs.flatMap((pattern) => files.map((name) => ({ op: "glob", pattern, name }))),
);

const rules = [
  ..."a|*.yaml|dir/|dir|/a|/dir|//a|dir/a|/dir/a|!a|!*.yaml|!dir/|.*|*|a/|?|[ab]|**|[|# a| a |\\a|templates/|!/a|dir/*".split(
    "|",
  ),
  ...["a\nb.yaml", "!a\na", "# comment\n\na", "\ufeffa", "a\r\nb", "!a\n!b", "dir/\n!dir/a"],
];
const paths = ["a", "b", "b.yaml", "dir", "dir/a", "dir/b.yaml", "dir/sub/a", ".hidden", "templates/.x", "templates/x"];
writeCases(
  "helm/ignore",
  rules.flatMap((text) =>
    paths.map((path) => ({ op: "ignore", rules: text, path, directory: path === "dir" || path === "templates" })),
  ),
);

const { below, pick, times } = choices(20_240_601);
const pieces = [
  "---",
  "\n",
  "\n---\n",
  "--- ",
  "----",
  "a: 1",
  "# x",
  " ",
  "\t",
  "\r\n",
  "\u00a0",
  "--",
  "b:\n  - c",
  "\f",
];
writeCases("helm/manifests", [
  ...["", "---", "---\n---", "a: 1\n---\nb: 2", "---\na: 1\n---\n\n---\nb: 2\n---", "a\n --- b", "a\n---b\n----c"].map(
    split,
  ),
  ...times(150, () => split(times(1 + below(8), () => pick(pieces)).join(""))),
]);

/** @param {string} text */
function split(text) {
  return { op: "manifests.split", text };
}

writeCases(
  "helm/kube-versions",
  "1.20|v1.20|v1.20.3|1.20.3-gke.1|1.20+|1|v|x1.2|01.2|1.02|1.2.3.4|1.2.x| 1.2|1.2 |1.20.03|v1.22.17-eks-1|99999999999999999999.1|1.2\n|\t1.2|v0.9|00.1|1.2-01"
    .split("|")
    .map((text) => ({ op: "kubeVersion", text })),
);

const keys = ["a", "b", "global", "child", "other", "twin", "tags", "enabled"];
const scalars = ["1", "2.5", "text", "true", "false", "null", "[1, {x: 2}]", "''"];

/** A table as YAML flow. @param {number} depth @returns {string} */
function table(depth) {
  const entries = [...new Set(times(below(5), () => pick(keys)))].map((key) => `${key}: ${value(key, depth)}`);
  return `{${entries.join(", ")}}`;
}

/** Where a table is expected there is mostly one. @param {string} key @param {number} depth @returns {string} */
function value(key, depth) {
  const expected = ["child", "other", "twin", "global", "tags"].includes(key) && below(40) > 0;
  if (depth === 0) return expected ? "{}" : pick(scalars);
  return expected || below(5) < 3 ? table(depth - 1) : pick(scalars);
}

/** Declares a subchart, in one of the many ways. @param {string} name */
function declare(name) {
  const parts = [`name: ${name}`, `version: ${pick(["0.1.0", "'*'", "'>=0.1'", "9.x"])}`];
  if (below(3) === 0)
    parts.push(`condition: ${pick([`${name}.enabled`, "global.enabled", `a,${name}.enabled`, "b.a"])}`);
  if (below(4) === 0) parts.push(`tags: [${pick(["a", "b", "a, b"])}]`);
  if (below(3) === 0)
    parts.push(`import-values: [${pick(["data", "{child: a, parent: b}", "{child: b, parent: .}", "none"])}]`);
  return parts;
}

/** The files of a chart with subcharts. @param {string} name @param {number} depth @returns {Record<string, string>} */
function chart(name, depth) {
  const children = depth > 0 ? ["child", "other"].filter(() => below(3) > 0) : [];
  const declared = children.flatMap((child) => {
    const own = [declare(child)];
    if (child === "child" && below(3) === 0) own.push([...declare(child), "alias: twin"]);
    return own.map((parts) => `{${parts.join(", ")}}`);
  });
  const dependencies = declared.length > 0 ? `dependencies: [${declared.join(", ")}]\n` : "";
  const exported = below(2) === 0 ? `exports: {data: ${table(1)}}\n` : "";
  const tables = ["a", "b", "global", ...children, "twin", "tags"].filter(() => below(3) > 0);
  const files = {
    "Chart.yaml": `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n${dependencies}`,
    "values.yaml": tables.map((key) => `${key}: ${value(key, 3)}\n`).join("") + exported,
  };
  const below_ = children.flatMap((child) =>
    Object.entries(chart(child, depth - 1)).map(([path, text]) => [`charts/${child}/${path}`, text]),
  );
  return { ...files, ...Object.fromEntries(below_) };
}

writeCases(
  "helm/values",
  times(250, () => ({ op: "chart.values", files: chart("root", 2), values: table(3) })),
);
