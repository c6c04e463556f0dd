// Reads the cases of fixtures/helmfile and lays them out as folders; fixtures/helmfile/README.md describes the format.
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const fixtures = fileURLToPath(new URL("../fixtures/helmfile", import.meta.url));

/** @typedef {import("./helmfile-cases.d.mts").HelmfileCase} HelmfileCase */
/** @typedef {import("./helmfile-cases.d.mts").CaseFile} CaseFile */

/** The topics, by name. */
export function helmfileTopics() {
  return readdirSync(fixtures)
    .filter((name) => name.endsWith(".cases"))
    .map((name) => name.slice(0, -".cases".length))
    .sort();
}

/** The file with what the real helmfile answers to the cases of a topic. @param {string} topic */
export function helmfileRecording(topic) {
  return join(fixtures, `${topic}.recorded.json`);
}

/** Reads the cases of a topic. @param {string} topic @returns {HelmfileCase[]} */
export function readHelmfileCases(topic) {
  const cases = readFileSync(join(fixtures, `${topic}.cases`), "utf8")
    .split(/^#### /m)
    .slice(1)
    .map(parseCase);
  const twice = cases.find(({ title }, index) => cases.findIndex((other) => other.title === title) < index);
  if (twice) throw new Error(`${topic}.cases: two cases are titled "${twice.title}"`);
  return cases;
}

/** @param {string} text @returns {HelmfileCase} */
function parseCase(text) {
  const [head = "", ...sections] = text.split(/^== /m);
  const [header = "", ...lines] = head.split("\n");
  const [title = "", ...options] = header.split(" | ");
  const wrong = options.find((option) => !/^(v0|v1|failing|(entry|refused|noted|env)=.+)$/.test(option));
  if (wrong !== undefined) throw new Error(`${title}: unknown option "${wrong}"`);
  const files = sections.map(parseFile);
  const semantics = /** @type {const} */ (["v0", "v1"]).filter((name) => options.includes(name));
  const invocations = lines.filter((line) => line.startsWith("$")).map((line) => line.slice(1).trim());
  /** @param {string} name */
  const valueOfOption = (name) => options.find((option) => option.startsWith(`${name}=`))?.slice(name.length + 1);
  return {
    title,
    semantics: semantics.length > 0 ? semantics : ["v0", "v1"],
    onlyFailing: options.includes("failing"),
    refused: valueOfOption("refused"),
    noted: valueOfOption("noted"),
    variables: options.filter((option) => option.startsWith("env=")).map(parseVariable),
    entry: valueOfOption("entry") ?? files.find(({ path }) => path.startsWith("helmfile."))?.path ?? "helmfile.yaml",
    invocations: invocations.length > 0 ? invocations : [""],
    files,
  };
}

/** @param {string} option @returns {[name: string, value: string]} */
function parseVariable(option) {
  const [, name = "", ...value] = option.split("=");
  return [name, value.join("=")];
}

/** @param {string} text @returns {CaseFile} */
function parseFile(text) {
  const end = text.indexOf("\n");
  const [name = "", ...options] = text.slice(0, end).split(" | ");
  const [path = "", target] = name.split(" -> ");
  if (target !== undefined) return { path, target };
  let content = text.slice(end + 1);
  for (const option of options) {
    if (option === "crlf") content = content.replaceAll("\n", "\r\n");
    else if (option === "bom") content = `\uFEFF${content}`;
    else if (option === "unterminated") content = content.replace(/\n$/, "");
    else throw new Error(`${path}: unknown option "${option}"`);
  }
  return { path, content };
}

/** Lays a case out in a folder, the shared charts below `charts` there. @param {HelmfileCase} helmfileCase @param {string} folder */
export function layOutHelmfileCase(helmfileCase, folder) {
  cpSync(join(fixtures, "charts"), join(folder, "charts"), { recursive: true });
  for (const { path, ...file } of helmfileCase.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    if ("target" in file) symlinkSync(file.target, join(folder, path));
    else writeFileSync(join(folder, path), file.content);
  }
}

/** Splits the arguments of an invocation as a shell does; knows single quotes. @param {string} text */
export function splitArguments(text) {
  return [...text.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ""));
}
