/** encoding/json: what Go makes of values and JSON, in its layout and with its errors. */

export type { UnmarshalOptions } from "./decode.ts";
export { typeError, unmarshal, unmarshalList, unmarshalMap } from "./decode.ts";
export type { JsonMarshaler, MarshalOptions } from "./encode.ts";
export { JsonMembers, jsonValueOf, marshal, marshalIndent } from "./encode.ts";
export { formatJsonNumber } from "./number.ts";
