import { formatFloat } from "../../govalue/strconv.ts";
import { schemaV2 } from "../resolve/go-schema.ts";
import { isTimestamp } from "../resolve/timestamp.ts";
import type { OutputScalar } from "./output-node.ts";

/** The styles that go-yaml's encoder asks for (`encode.go`). */

export function plainScalar(text: string): OutputScalar {
  return { kind: "scalar", text, style: "plain" };
}

export function textScalar(text: string): OutputScalar {
  if (text.includes("\n")) return { kind: "scalar", text, style: "literal" };
  return { kind: "scalar", text, style: meansItself(text) ? "plain" : "double-quoted" };
}

export function floatScalar(value: number): OutputScalar {
  if (Number.isNaN(value)) return plainScalar(".nan");
  if (!Number.isFinite(value)) return plainScalar(value > 0 ? ".inf" : "-.inf");
  return plainScalar(formatFloat(value, "g", -1));
}

/** YAML 1.1's numbers to the base 60, such as 22:30. go-yaml reads them as text but quotes them for other readers. */
const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/**
 * Whether a text is read as text when it stands there plain, as far as its meaning goes. yaml v3, which reads fewer words
 * as booleans, quotes the others all the same.
 */
function meansItself(text: string): boolean {
  return typeof schemaV2.resolvePlain(text) === "string" && !isTimestamp(text) && !base60.test(text);
}
