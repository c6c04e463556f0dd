import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { globbySync } from "globby";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url).pathname;
const pages = globbySync(["*.md", "docs/**/*.md", "rules/**/*.md"], { cwd: root }).sort();

/** The text of a page without its blocks of code. */
function proseOf(page: string): string {
  return readFileSync(join(root, page), "utf8").replace(/^( *)(`{3,})[\s\S]*?^\1\2$/gm, "");
}

/** The anchors that forges give the headings of a page. */
function anchorsOf(page: string): string[] {
  return [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

test.each(pages)("%s: its links lead somewhere", (page) => {
  const links = [...proseOf(page).matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
  const dead = links.filter(([, path = "", anchor]) => {
    const target = path === "" ? page : join(dirname(page), path);
    if (!existsSync(join(root, target))) return true;
    if (anchor === undefined || statSync(join(root, target)).isDirectory()) return anchor !== undefined;
    return !anchorsOf(target).includes(anchor);
  });
  expect(dead.map(([link]) => link)).toEqual([]);
});
