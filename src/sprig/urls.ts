import type { GoFunction } from "../govalue/function.ts";
import { type GoMap, JsonNumber, typeOf } from "../govalue/value.ts";
import { orPanic, panic } from "./errors.ts";
import { fromByteString, toByteString } from "./runes.ts";
import { formatUrl, formatUserinfo, hostnameOf, parseUrl, type Userinfo } from "./url/url.ts";

function urlParse(text: string): GoMap {
  const url = orPanic(
    () => parseUrl(toByteString(text)),
    (error) => `unable to parse url: ${error.message}`,
  );
  const parts = {
    scheme: url.scheme,
    host: url.host,
    hostname: hostnameOf(url.host),
    path: url.path,
    query: url.query,
    opaque: url.opaque,
    fragment: url.fragment,
    userinfo: url.user === undefined ? "" : formatUserinfo(url.user),
  };
  return new Map(Object.entries(parts).map(([name, part]) => [name, fromByteString(part)]));
}

function urlJoin(parts: GoMap | null): string {
  const part = (key: string) => toByteString(textOrEmpty(parts, key));
  const url = {
    scheme: part("scheme"),
    host: part("host"),
    path: part("path"),
    query: part("query"),
    opaque: part("opaque"),
    fragment: part("fragment"),
    user: parseUserinfo(part("userinfo")),
  };
  return fromByteString(formatUrl(url));
}

/** sprig's dictGetOrEmpty */
function textOrEmpty(parts: GoMap | null, key: string): string {
  const value = parts?.get(key);
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  if (value instanceof JsonNumber) return value.text;
  if (value === null) throw panic("runtime error: invalid memory address or nil pointer dereference");
  throw panic(`unable to parse ${key} key, must be of type string, but ${typeOf(value).kind} found`);
}

function parseUserinfo(userinfo: string): Userinfo | undefined {
  if (userinfo === "") return undefined;
  const url = orPanic(
    () => parseUrl(`proto://${userinfo}@host`),
    (error) => `unable to parse userinfo in dict: ${error.message}`,
  );
  return url.user;
}

/** Sprig's url.go, and `getHostByName`, to which helm answers nothing. */
export const urlFunctions: Record<string, GoFunction> = {
  urlParse: { signature: "func(string) map[string]interface {}", call: urlParse },
  urlJoin: { signature: "func(map[string]interface {}) string", call: urlJoin },
  getHostByName: { signature: "func(string) string", call: () => "" },
};
