import { expect, test } from "vitest";
import { changesBetween } from "../../src/doctor/line-changes.ts";
import { withoutUnstable } from "../../src/doctor/unstable-lines.ts";

interface Case {
  readonly name: string;
  /** What helmfile prints, and what it prints the next time. */
  readonly helmfile: readonly [string, string];
  readonly other: string;
  /** What is left: `-REMOVED` and `+ADDED` lines. */
  readonly left: readonly string[];
  readonly unstableLines: number;
}

test.each<Case>([
  {
    name: "a password",
    helmfile: ["a: 1\npassword: x\nb: 2", "a: 1\npassword: y\nb: 2"],
    other: "a: 1\npassword: z\nb: 2",
    left: [],
    unstableLines: 1,
  },
  {
    name: "a password beside a difference",
    helmfile: ["a: 1\npassword: x\nb: 2", "a: 1\npassword: y\nb: 2"],
    other: "a: 1\npassword: z\nb: 3",
    left: ["-b: 2", "+b: 3"],
    unstableLines: 1,
  },
  {
    name: "differences on both sides of a password",
    helmfile: ["a: 1\npassword: x\nb: 2", "a: 1\npassword: y\nb: 2"],
    other: "a: 2\npassword: z\nb: 3",
    left: ["-a: 1", "+a: 2", "-b: 2", "+b: 3"],
    unstableLines: 1,
  },
  {
    name: "what every run of helmfile prints alike is a difference",
    helmfile: ["a: 1\nb: 2", "a: 1\nb: 2"],
    other: "a: 1\nb: 3",
    left: ["-b: 2", "+b: 3"],
    unstableLines: 0,
  },
  {
    name: "another key in the place of the unstable line",
    helmfile: ["  password: x", "  password: y"],
    other: "  passwort: z",
    left: ["-  password: x", "+  passwort: z"],
    unstableLines: 0,
  },
  {
    name: "another indentation",
    helmfile: ["  password: x", "  password: y"],
    other: "    password: z",
    left: ["-  password: x", "+    password: z"],
    unstableLines: 0,
  },
  {
    name: "an element of a list that is a map",
    helmfile: ["- name: x", "- name: y"],
    other: "- name: z",
    left: [],
    unstableLines: 1,
  },
  {
    name: "a line more than both runs of helmfile",
    helmfile: ["password: x", "password: y"],
    other: "password: z\nmore: 1",
    left: ["-password: x", "+password: z", "+more: 1"],
    unstableLines: 0,
  },
  {
    name: "a block whose length changes with every run",
    helmfile: ["key:\n  aa\n  bb\nend", "key:\n  cc\nend"],
    other: "key:\n  dd\nend",
    left: [],
    unstableLines: 2,
  },
  {
    name: "a line that helmfile prints sometimes",
    helmfile: ["a: 1\nend", "a: 1\nsometimes: 1\nend"],
    other: "a: 1\nsometimes: 2\nend",
    left: [],
    unstableLines: 0,
  },
])("$name", ({ helmfile: [first, second], other, left, unstableLines }) => {
  const lines = (text: string) => text.split("\n");
  const result = withoutUnstable(
    changesBetween(lines(first), lines(other)),
    changesBetween(lines(first), lines(second)),
  );
  const marked = result.changes.flatMap(({ removed, added }) => [
    ...removed.map((line) => `-${line}`),
    ...added.map((line) => `+${line}`),
  ]);
  expect({ left: marked, unstableLines: result.unstableLines }).toEqual({ left, unstableLines });
});
