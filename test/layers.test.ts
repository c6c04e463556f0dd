import { Project } from "ts-morph";
import { expect, test } from "vitest";

/** From the top down: a module imports only from its own layer and from those below. Layers of one row do not mix. */
const layers = [
  ["launcher"],
  ["cli"],
  ["commands"],
  ["report", "command-line"],
  ["init"],
  ["lint", "registry", "changelog", "rollout", "status"],
  ["bump", "doctor", "stand-ins"],
  ["provenance"],
  ["layouts"],
  ["edit", "git"],
  ["render"],
  ["helmfile"],
  ["repository"],
  ["config"],
  ["nearest"],
  ["lenient-yaml", "on-one-line", "group-by", "make-folder"],
  ["errors"],
  ["helm"],
  ["sprig"],
  ["gotemplate"],
  ["goyaml", "gotoml"],
  ["gojson"],
  ["govalue"],
];

/** The place of each layer, from the top. Those from `helm` down are published for use on their own. */
const rank = new Map(layers.flatMap((row, index) => row.map((name) => [name, index] as const)));

const source = new URL("../src/", import.meta.url).pathname;
const project = new Project({ tsConfigFilePath: new URL("../tsconfig.json", import.meta.url).pathname });
const files = project.getSourceFiles().filter((file) => file.getFilePath().startsWith(source));

function layerOf(path: string): string {
  return path.slice(source.length).replace(/\.ts$/, "").split("/")[0] as string;
}

test("every module belongs to a layer", () => {
  expect(files.map((file) => layerOf(file.getFilePath())).filter((layer) => !rank.has(layer))).toEqual([]);
});

test("a module imports only from its own layer and those below", () => {
  const wrong = files.flatMap((file) => {
    const layer = layerOf(file.getFilePath());
    return file
      .getReferencedSourceFiles()
      .map((imported) => imported.getFilePath())
      .filter((path) => path.startsWith(source))
      .map(layerOf)
      .filter((imported) => imported !== layer && (rank.get(imported) ?? -1) <= (rank.get(layer) ?? -1))
      .map((imported) => `${file.getBaseName()} of ${layer} imports from ${imported}`);
  });
  expect(wrong).toEqual([]);
});

test("only what asks registries opens sockets", () => {
  const opensSockets =
    /from "(?:node:(?:https?|http2|tls|dgram|dns)(?:\/promises)?|undici)"|(?<!\bisIP(?:v6)? \} )from "node:net"|\b(?:fetch|WebSocket|EventSource)\(/;
  const layersWithSockets = files
    .filter((file) => opensSockets.test(file.getFullText()))
    .map((file) => layerOf(file.getFilePath()));
  expect([...new Set(layersWithSockets)]).toEqual(["registry"]);
});
