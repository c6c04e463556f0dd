import { describe, expect, test } from "vitest";
import { fillTemplate, problemOfTemplate } from "../../src/config/commits.ts";

const known = "the placeholders are {service}, {version}, {cluster}, {environment}, {stage}, {release}, {image}";

describe("the template of a message", () => {
  test.each([
    "{service}: Update {image} to {version}",
    "no placeholder",
    "{cluster} {environment} {stage} {release}\n\nSee\thttps://example.org/{version}",
    "braces { alone\n{\n} }",
  ])("may be %j", (template) => {
    expect(problemOfTemplate(template)).toBeUndefined();
  });

  test.each([
    ["", "a message says something"],
    [" \n", "a message says something"],
    ["a\u0000b", "a message holds no control characters"],
    ["{service}: \u001B[31m", "a message holds no control characters"],
    ["{servise}: 2", "unknown placeholder {servise}: did you mean {service}?"],
    ["{service}: to {Version}", "unknown placeholder {Version}: did you mean {version}?"],
    ["{env}", "unknown placeholder {env}: did you mean {environment}?"],
    ["{ service }", "unknown placeholder { service }: did you mean {service}?"],
    ["{}", `unknown placeholder {}: ${known}`],
    ["{ }", `unknown placeholder { }: ${known}`],
    ["{author}", `unknown placeholder {author}: ${known}`],
  ])("is not %j", (template, problem) => {
    expect(problemOfTemplate(template)).toBe(problem);
  });

  test("is filled", () => {
    const values = { service: "$& {version}", version: "2", image: "envoy" };
    expect(fillTemplate("{service}: {image} {version}, {service}", values)).toBe("$& {version}: envoy 2, $& {version}");
  });

  test("is not filled where it names something that there is not", () => {
    expect(() => fillTemplate("{service}: {stage}", { service: "parrot" })).toThrow(
      "the message of the commit of parrot names {stage}, and there is none",
    );
    expect(() => fillTemplate("{stage}", {})).toThrow("the message of the commit names {stage}, and there is none");
  });
});
