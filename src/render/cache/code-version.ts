import { existsSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Tells builds apart, since another one may find out otherwise: by the version of the package, and where that is built anew. */
export function codeVersion(): string {
  const { mtimeMs, size } = statSync(fileURLToPath(import.meta.url));
  return `${packageVersion()} ${mtimeMs} ${size}`;
}

/** The version of the package. What is published has the same times in every version. */
export function packageVersion(): string {
  for (let url = new URL("./package.json", import.meta.url); ; url = new URL("../package.json", url)) {
    if (existsSync(url)) return (JSON.parse(readFileSync(url, "utf8")) as { version: string }).version;
    if (url.pathname === "/package.json") return "";
  }
}
