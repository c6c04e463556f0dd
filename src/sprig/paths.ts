import { spend } from "../govalue/allowance.ts";
import type { GoFunction } from "../govalue/function.ts";

/** `path.Clean` */
function clean(path: string): string {
  spend(path.length);
  const rooted = path.startsWith("/");
  const kept: string[] = [];
  for (const element of path.split("/")) {
    if (element === "" || element === ".") continue;
    if (element !== "..") {
      kept.push(element);
    } else if (kept.length > 0 && kept.at(-1) !== "..") {
      kept.pop();
    } else if (!rooted) {
      kept.push(element);
    }
  }
  const cleaned = (rooted ? "/" : "") + kept.join("/");
  return cleaned === "" ? "." : cleaned;
}

/** `path.Base` */
function base(path: string): string {
  if (path === "") return ".";
  spend(path.length / 2);
  const trimmed = path.replace(/(?<!\/)\/+$/, "");
  return trimmed === "" ? "/" : trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

/** `path.Dir` */
function dir(path: string): string {
  return clean(path.slice(0, path.lastIndexOf("/") + 1));
}

/** `path.Ext` */
function ext(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot);
}

const isAbs = (path: string) => path.startsWith("/");

/** Package path; the functions of path/filepath do the same where Go was built for Linux. */
export const pathFunctions: Record<string, GoFunction> = {
  base: { signature: "func(string) string", call: base },
  dir: { signature: "func(string) string", call: dir },
  clean: { signature: "func(string) string", call: clean },
  ext: { signature: "func(string) string", call: ext },
  isAbs: { signature: "func(string) bool", call: isAbs },
  osBase: { signature: "func(string) string", call: base },
  osDir: { signature: "func(string) string", call: dir },
  osClean: { signature: "func(string) string", call: clean },
  osExt: { signature: "func(string) string", call: ext },
  osIsAbs: { signature: "func(string) bool", call: isAbs },
};
