import { marshal, marshalIndent, unmarshal } from "../gojson/index.ts";
import type { GoError, GoFunction } from "../govalue/function.ts";
import type { GoValue } from "../govalue/value.ts";
import { orElse, orPanic } from "./errors.ts";

const prettyJson = (value: GoValue) => marshalIndent(value, "", "  ");
const rawJson = (value: GoValue) => marshal(value, { escapeHtml: false });

/** Sprig's functions swallow an error of encoding and decoding where the `must` forms return it. */
function ignoringErrors<Argument>(call: (value: Argument) => GoValue, fallback: GoValue): (value: Argument) => GoValue {
  return (value) =>
    orElse(
      () => call(value),
      () => fallback,
    );
}

const message = (error: GoError) => error.message;

/** The JSON functions of sprig's defaults.go. Helm replaces `toJson` and `fromJson` by its own. */
export const jsonFunctions: Record<string, GoFunction> = {
  toJson: { signature: "func(interface {}) string", call: ignoringErrors((value: GoValue) => marshal(value), "") },
  mustToJson: { signature: "func(interface {}) (string, error)", call: (value: GoValue) => marshal(value) },
  toPrettyJson: { signature: "func(interface {}) string", call: ignoringErrors(prettyJson, "") },
  mustToPrettyJson: { signature: "func(interface {}) (string, error)", call: prettyJson },
  toRawJson: {
    signature: "func(interface {}) string",
    call: (value: GoValue) => orPanic(() => rawJson(value), message),
  },
  mustToRawJson: { signature: "func(interface {}) (string, error)", call: rawJson },
  fromJson: { signature: "func(string) interface {}", call: ignoringErrors((text: string) => unmarshal(text), null) },
  mustFromJson: { signature: "func(string) (interface {}, error)", call: (text: string) => unmarshal(text) },
};
