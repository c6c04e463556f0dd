import { expect, test } from "vitest";
import { parseChallenges } from "../../src/registry/challenge.ts";

test.each<[string, [string, Record<string, string>][]]>([
  ["", []],
  ["Basic", [["basic", {}]]],
  ['Basic realm="a, b"', [["basic", { realm: "a, b" }]]],
  [
    'Bearer realm="https://auth.example.org/token",service="reg",scope="repository:a/b:pull,push"',
    [["bearer", { realm: "https://auth.example.org/token", service: "reg", scope: "repository:a/b:pull,push" }]],
  ],
  ['bearer Realm = "x" , service=reg', [["bearer", { realm: "x", service: "reg" }]]],
  [
    'Basic realm="one", Bearer realm="two"',
    [
      ["basic", { realm: "one" }],
      ["bearer", { realm: "two" }],
    ],
  ],
  [
    "Negotiate, Basic realm=x",
    [
      ["negotiate", {}],
      ["basic", { realm: "x" }],
    ],
  ],
  ['Basic realm="a \\"b\\" c"', [["basic", { realm: 'a "b" c' }]]],
  ['Bearer realm="x', [["bearer", {}]]],
  ['realm="x"', []],
  [`Basic realm="${"\\\\".repeat(50_000)}`, [["basic", {}]]],
])("%#: %.60s", (header, expected) => {
  const challenges = parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);
  expect(challenges).toEqual(expected);
});
