import type { YamlMap, YamlValue } from "../decoder/yaml-value.ts";
import type { Library } from "../library.ts";
import { DocumentStream } from "../parser/document-stream.ts";
import { grammars } from "../parser/grammar.ts";
import { anyShape } from "./decoder.ts";
import { DecoderV2 } from "./decoder-v2.ts";
import { DecoderV3 } from "./decoder-v3.ts";
import type { Shape } from "./shape.ts";

export interface DecodeOptions {
  readonly library: Library;
  /** Whether fields that a struct does not have are an error: `SetStrict` of v2, `KnownFields` of v3. */
  readonly strict: boolean;
}

const decoders = { v2: DecoderV2, v3: DecoderV3 } as const satisfies Record<Library, unknown>;

/** The values of all documents of a text. Throws Go's error; a YamlTypeError holds what fits. */
export function decodeDocuments(text: string, shape: Shape, options: DecodeOptions): unknown[] {
  return [...eachDocument(text, shape, options)];
}

/** The values of the documents of a text one by one, as a Decoder in a loop gives them (helmfile's pkg/yaml). */
export function* eachDocument(
  text: string,
  shape: Shape,
  { library, strict }: DecodeOptions,
): Generator<unknown, void, undefined> {
  const documents = new DocumentStream(text, grammars[library]);
  for (let root = documents.next(); root !== undefined; root = documents.next()) {
    yield new decoders[library](strict).decodeDocument(root, shape);
  }
}

const mapShape: Shape = { kind: "map", of: anyShape };

/** `Unmarshal` into an empty `map[string]interface {}`: the first document, whose keys become text. Throws Go's error. */
export function readMap(text: string, { library }: Pick<DecodeOptions, "library">): YamlMap {
  const root = new DocumentStream(text, grammars[library]).next();
  return root === undefined ? new Map() : (new decoders[library](false).decodeDocument(root, mapShape) as YamlMap);
}

/** `Unmarshal` into an empty `interface {}`: the first document. Throws Go's error. */
export function readAny(text: string, { library }: Pick<DecodeOptions, "library">): YamlValue {
  const root = new DocumentStream(text, grammars[library]).next();
  return root === undefined ? null : (new decoders[library](false).decodeDocument(root, anyShape) as YamlValue);
}
