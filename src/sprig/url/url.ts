import { isIPv6 } from "node:net";
import { spend } from "../../govalue/allowance.ts";
import { GoError } from "../../govalue/function.ts";
import { quote } from "../../govalue/strconv.ts";
import { orElse } from "../errors.ts";
import { fromByteString } from "../runes.ts";
import { escapeUrl, unescapeUrl } from "./escape.ts";

/** Go's url.URL, over texts of one character a byte. */
export interface GoUrl {
  readonly scheme: string;
  readonly opaque: string;
  readonly user: Userinfo | undefined;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

export interface Userinfo {
  readonly username: string;
  readonly password: string | undefined;
}

/**
 * `url.Parse`
 *
 * @throws GoError in Go's words
 */
export function parseUrl(text: string): GoUrl {
  spend(20 * text.length);
  const [beforeFragment, fragment] = cut(text, "#");
  const url = naming(beforeFragment, () => parseWithoutFragment(beforeFragment));
  return { ...url, fragment: naming(text, () => unescapeUrl(fragment, "fragment")) };
}

function naming<Result>(url: string, parse: () => Result): Result {
  return orElse(parse, (error) => {
    throw new GoError(`parse ${quote(fromByteString(url))}: ${error.message}`);
  });
}

function parseWithoutFragment(text: string): Omit<GoUrl, "fragment"> {
  if (Array.from(text).some((character) => character < " " || character === "\x7f")) {
    throw new GoError("net/url: invalid control character in URL");
  }
  const empty = { scheme: "", opaque: "", user: undefined, host: "", path: "", query: "" };
  if (text === "*") return { ...empty, path: "*" };
  const [scheme, afterScheme] = splitScheme(text);
  const [rest, query] = cut(afterScheme, "?");
  if (!rest.startsWith("/")) {
    if (scheme !== "") return { ...empty, scheme, opaque: rest, query };
    if (cut(rest, "/")[0].includes(":")) throw new GoError("first path segment in URL cannot contain colon");
  }
  const hasAuthority = rest.startsWith("//") && (scheme !== "" || !rest.startsWith("///"));
  if (!hasAuthority) return { ...empty, scheme, query, path: unescapeUrl(rest, "path") };
  const slash = rest.indexOf("/", 2);
  const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
  const { user, host } = parseAuthority(authority);
  return { ...empty, scheme, query, user, host, path: slash < 0 ? "" : unescapeUrl(rest.slice(slash), "path") };
}

function splitScheme(text: string): [scheme: string, rest: string] {
  if (text.startsWith(":")) throw new GoError("missing protocol scheme");
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1];
  return scheme === undefined ? ["", text] : [scheme.toLowerCase(), text.slice(scheme.length + 1)];
}

function parseAuthority(authority: string): Pick<GoUrl, "user" | "host"> {
  const at = authority.lastIndexOf("@");
  const host = parseHost(authority.slice(at + 1));
  if (at < 0) return { user: undefined, host };
  const userinfo = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userinfo)) throw new GoError("net/url: invalid userinfo");
  const colon = userinfo.indexOf(":");
  const username = unescapeUrl(colon < 0 ? userinfo : userinfo.slice(0, colon), "userinfo");
  const password = colon < 0 ? undefined : unescapeUrl(userinfo.slice(colon + 1), "userinfo");
  return { user: { username, password }, host };
}

function parseHost(host: string): string {
  const bracket = host.lastIndexOf("[");
  if (bracket > 0) throw new GoError("invalid IP-literal");
  if (bracket === 0) return parseBracketedHost(host);
  const colon = host.lastIndexOf(":");
  if (colon >= 0) checkPort(host.slice(colon));
  return unescapeUrl(host, "host");
}

function parseBracketedHost(host: string): string {
  const close = host.lastIndexOf("]");
  if (close < 0) throw new GoError("missing ']' in host");
  const port = host.slice(close + 1);
  checkPort(port);
  const address = host.slice(1, close);
  const zone = address.indexOf("%25");
  const unescaped =
    zone < 0
      ? unescapeUrl(address, "host")
      : unescapeUrl(address.slice(0, zone), "host") + unescapeUrl(address.slice(zone), "zone");
  checkAddress(fromByteString(unescaped));
  return `[${unescaped}]${port}`;
}

function checkPort(port: string): void {
  if (!/^(?::[0-9]*)?$/.test(port)) throw new GoError(`invalid port ${quote(fromByteString(port))} after host`);
}

/** Brackets hold an IPv6 address. Of netip.ParseAddr's many reasons this names the two for what is none at all. */
function checkAddress(address: string): void {
  if (isIPv6(address)) return;
  if (/^[0-9.]*$/.test(address) && address.includes(".")) throw new GoError("invalid IP-literal");
  const reason = address.includes(":") ? "unexpected character, want colon" : "unable to parse IP";
  throw new GoError(`invalid host: ParseAddr(${quote(address)}): ${reason}`);
}

/** `URL.Hostname`: the host without its port, and without brackets */
export function hostnameOf(host: string): string {
  const name = host.replace(/:[0-9]*$/, "");
  return name.startsWith("[") && name.endsWith("]") ? name.slice(1, -1) : name;
}

/** `Userinfo.String` */
export function formatUserinfo({ username, password }: Userinfo): string {
  const name = escapeUrl(username, "userinfo");
  return password === undefined ? name : `${name}:${escapeUrl(password, "userinfo")}`;
}

/** `URL.String` of a URL that was put together from its parts */
export function formatUrl(url: GoUrl): string {
  let text = url.scheme === "" ? "" : `${url.scheme}:`;
  text += url.opaque === "" ? formatHierarchy(url) : url.opaque;
  if (url.query !== "") text += `?${url.query}`;
  if (url.fragment !== "") text += `#${escapeUrl(url.fragment, "fragment")}`;
  return text;
}

function formatHierarchy({ scheme, user, host, path }: GoUrl): string {
  let text = host !== "" || user !== undefined || (scheme !== "" && path !== "") ? "//" : "";
  if (user !== undefined) text += `${formatUserinfo(user)}@`;
  text += escapeUrl(host, "host");
  const escaped = path === "*" ? path : escapeUrl(path, "path");
  if (escaped !== "" && !escaped.startsWith("/") && host !== "") text += "/";
  // A first segment with a colon would read as a scheme.
  if (scheme === "" && text === "" && cut(escaped, "/")[0].includes(":")) text += "./";
  return text + escaped;
}

/** `strings.Cut` */
function cut(text: string, separator: string): [before: string, after: string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
