import { expect, test } from "vitest";
import { composeMessage } from "../../src/git/compose-message.ts";

const names = Array.from({ length: 12 }, (_, index) => `service-${index}`).join(", ");

test.each<[string, string, { paragraph?: string; bugs?: string[] }, string]>([
  ["nothing", "a: 2", {}, "a: 2"],
  ["nothing to a text with blank lines around", "\n\na: 2\n\nWhy.\n\n", {}, "a: 2\n\nWhy."],
  ["a task to a subject", "a: 2", { bugs: ["T1"] }, "a: 2\n\nBug: T1"],
  ["a task to a subject that looks like a trailer", "parrot: 2", { bugs: ["T1"] }, "parrot: 2\n\nBug: T1"],
  ["several tasks, each once", "a: 2", { bugs: ["T2", "T1", "T2"] }, "a: 2\n\nBug: T2\nBug: T1"],
  ["a task to a text", "a: 2\n\nWhy: so.\nAnd so.", { bugs: ["T1"] }, "a: 2\n\nWhy: so.\nAnd so.\n\nBug: T1"],
  [
    "a task before other trailers",
    "a: 2\n\nChange-Id: I1\nSigned-off-by: R <r@example.org>",
    { bugs: ["T1"] },
    "a: 2\n\nBug: T1\nChange-Id: I1\nSigned-off-by: R <r@example.org>",
  ],
  [
    "a task after those that are there, and not again",
    "a: 2\n\nWhy.\n\nBug: T1\nDepends-On: I1\n and more of it",
    { bugs: ["T1", "T2"] },
    "a: 2\n\nWhy.\n\nBug: T1\nBug: T2\nDepends-On: I1\n and more of it",
  ],
  [
    "a paragraph between the text and the trailers",
    "a: 2\n\nWhy.\n\nChange-Id: I1",
    { paragraph: "Services: a, b", bugs: ["T1"] },
    "a: 2\n\nWhy.\n\nServices: a, b\n\nBug: T1\nChange-Id: I1",
  ],
  [
    "a long paragraph in lines",
    "a: 2",
    { paragraph: `Services: ${names}` },
    "a: 2\n\n" +
      "Services: service-0, service-1, service-2, service-3, service-4,\n" +
      "service-5, service-6, service-7, service-8, service-9, service-10,\n" +
      "service-11",
  ],
])("adds %s", (_, message, { paragraph, bugs = [] }, expected) => {
  expect(composeMessage(message, { paragraph, bugs })).toBe(expected);
});
