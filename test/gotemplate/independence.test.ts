import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const folder = new URL("../../src/gotemplate/", import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

test.each(files)("%s knows nothing of what templates are used for", (file) => {
  const text = readFileSync(new URL(file, folder), "utf8");
  expect(text).not.toMatch(/helm|sprig|chart|kubernetes/i);
  expect(text).not.toMatch(/[^.]\.Values\b/);
});

test.each(files)("%s imports from govalue and gotemplate alone", (file) => {
  const text = readFileSync(new URL(file, folder), "utf8");
  const imported = [...text.matchAll(/from "(.+)"/g)].map(
    ([, path]) => new URL(path ?? "", new URL(file, folder)).pathname,
  );
  const src = new URL("..", folder).pathname;
  const foreign = imported.filter((path) => !/^(?:gotemplate|govalue)\//.test(path.slice(src.length)));
  expect(foreign).toEqual([]);
});
