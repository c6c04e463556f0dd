import { spend } from "../../govalue/allowance.ts";
import { GoError } from "../../govalue/function.ts";
import { bytesToText } from "../../govalue/text.ts";
import {
  type GoList,
  type GoMap,
  type GoMethod,
  type GoType,
  type GoValue,
  goTypes,
  withType,
} from "../../govalue/value.ts";
import type { ChartFile } from "../chart/file.ts";
import { base } from "../path.ts";
import { writeYaml } from "../yaml.ts";
import { compileGlob } from "./glob.ts";

/** `.Files`: the files of a chart as helm's `engine.files`, a map of bytes with methods. */
export function filesObject(files: readonly ChartFile[]): GoMap {
  return withFiles(files.map((file) => [file.name, file.data]));
}

function withFiles(entries: readonly (readonly [string, GoValue])[]): GoMap {
  spend(30 * entries.length);
  return withType(new Map(entries), filesType);
}

/** The bytes of a file; none where there is no such file. */
function bytesOf(files: GoValue, name: GoValue): Uint8Array | undefined {
  const data = files instanceof Map && typeof name === "string" ? files.get(name) : undefined;
  return data instanceof Uint8Array ? data : undefined;
}

function entriesOf(files: GoValue): [string, Uint8Array][] {
  if (!(files instanceof Map)) return [];
  spend(20 * files.size);
  return [...files].flatMap(([name, data]) =>
    data instanceof Uint8Array ? [[name, data] as [string, Uint8Array]] : [],
  );
}

/** Names lose their folders, so that a later file of the same name wins; in Go the order is random, here that of the chart. */
function toYamlByName(files: GoValue, encode: (data: Uint8Array) => string): string {
  const texts = entriesOf(files).map(([name, data]) => {
    spend(data.length);
    return [base(name), encode(data)] as const;
  });
  return writeYaml(withType<GoMap>(new Map(texts), goTypes.stringMap));
}

const texts = new WeakMap<Uint8Array, string>();

/** Templates read the same files in every render. */
function textOf(data: Uint8Array): string {
  let text = texts.get(data);
  if (text === undefined) {
    text = bytesToText(data);
    texts.set(data, text);
  }
  return text;
}

function lines(data: Uint8Array | undefined): GoList {
  if (data === undefined) return withType([], goTypes.strings);
  if (data.length === 0) throw new GoError("runtime error: index out of range [-1]", { panic: true });
  spend(2 * data.length);
  const text = textOf(data);
  return withType((text.endsWith("\n") ? text.slice(0, -1) : text).split("\n"), goTypes.strings);
}

const filesType: GoType = {
  name: "engine.files",
  kind: "map",
  element: goTypes.bytes,
  methods: new Map<string, GoMethod>([
    ["Get", { signature: "func(string) string", call: (files, name) => textOf(bytesOf(files, name ?? "") ?? nothing) }],
    ["GetBytes", { signature: "func(string) []uint8", call: (files, name) => bytesOf(files, name ?? "") ?? nothing }],
    [
      "Glob",
      {
        signature: "func(string) engine.files",
        call(files, pattern) {
          // Helm falls back to `**` where a pattern is malformed.
          const matches = compileGlob(String(pattern)) ?? (() => true);
          return withFiles(entriesOf(files).filter(([name]) => matches(name)));
        },
      },
    ],
    ["AsConfig", { signature: "func() string", call: (files) => toYamlByName(files, textOf) }],
    [
      "AsSecrets",
      {
        signature: "func() string",
        call: (files) => toYamlByName(files, (data) => Buffer.from(data).toString("base64")),
      },
    ],
    ["Lines", { signature: "func(string) []string", call: (files, name) => lines(bytesOf(files, name ?? "")) }],
  ]),
};

const nothing = new Uint8Array(0);
