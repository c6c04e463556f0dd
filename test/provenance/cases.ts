import { readFileSync } from "node:fs";
import { fixture } from "../helpers.ts";

/** One case of `fixtures/provenance/*.cases`; see the README there. */
export interface ProvenanceCase {
  readonly title: string;
  readonly repository: "today" | "2020";
  readonly semantics: "v0" | "v1";
  readonly environment: string | undefined;
  readonly image: string;
  readonly part: "version" | "name";
  /** What is to be found, as the file has it. */
  readonly expected: string;
  /** By path: the text, `-> TARGET` for a link, `undefined` for what is gone. */
  readonly files: Readonly<Record<string, string | undefined>>;
}

export function readProvenanceCases(name: string): ProvenanceCase[] {
  const cases = readFileSync(fixture(`provenance/${name}.cases`), "utf8").split(/^#### /m);
  return cases.slice(1).map(parseCase);
}

function parseCase(text: string): ProvenanceCase {
  const [head = "", ...sections] = text.split(/^(?=== )/m);
  const [header = "", ...expected] = head.split("\n");
  const [title = "", ...options] = header.split(" | ");
  const option = (name: string) => options.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
  const repository = options.includes("2020") ? "2020" : "today";
  return {
    title,
    repository,
    semantics: options.includes("v1") ? "v1" : "v0",
    environment: option("environment") ?? (repository === "today" ? "staging" : undefined),
    image: option("image") ?? "envoy",
    part: options.includes("name") ? "name" : "version",
    expected: expected.join("\n"),
    files: Object.fromEntries(sections.map(parseSection)),
  };
}

function parseSection(section: string): [path: string, content: string | undefined] {
  const [first = "", ...lines] = section.split("\n");
  const [path = "", target] = first.slice("== ".length).split(" -> ");
  if (path.endsWith(" | gone")) return [path.slice(0, -" | gone".length), undefined];
  return [path, target === undefined ? lines.join("\n") : `-> ${target}`];
}
