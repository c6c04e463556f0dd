import { describe, expect, test } from "vitest";
import { parseTemplate, TemplateError, TemplateSet } from "../../src/gotemplate/index.ts";
import type { GoFunctions } from "../../src/govalue/function.ts";
import { GoError } from "../../src/govalue/function.ts";

const none: GoFunctions = new Map();

function caught(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

function naming(name: string): GoFunctions {
  return new Map([["who", { signature: "func() string", call: () => name }]]);
}

describe("a set of templates", () => {
  test("takes parsed templates, which sets share", () => {
    const parsed = parseTemplate("main", '{{ define "x" }}[{{ . }}]{{ end }}{{ template "x" . }}', none);
    const [one, two] = [new TemplateSet({ functions: none }), new TemplateSet({ functions: none })];
    one.add(parsed);
    two.add(parsed);
    expect(one.execute("main", 1n)).toBe("[1]");
    expect(two.execute("main", 2n)).toBe("[2]");
    expect([...one.trees().keys()].sort()).toEqual(["main", "x"]);
  });

  test("shares all templates of another one, which does not see what is defined later", () => {
    const [original, other] = [new TemplateSet({ functions: none }), new TemplateSet({ functions: none })];
    original.parse("x", "original");
    const trees = original.trees();
    other.parse("x", "other");
    other.share(trees);
    expect(other.execute("x", null)).toBe("original");
    other.parse("x", "later");
    expect(other.execute("x", null)).toBe("later");
    expect([...trees.keys(), original.execute("x", null)]).toEqual(["x", "original"]);
  });

  test("a clone and its original go on their own", () => {
    const original = new TemplateSet({ functions: none });
    original.parse("main", '{{ template "x" }}');
    original.parse("x", "original");
    const clone = original.clone();
    clone.parse("x", "clone");
    clone.parse("y", "clone");
    original.parse("z", "original");
    expect(original.execute("main", null)).toBe("original");
    expect(clone.execute("main", null)).toBe("clone");
    expect(original.lookup("y")).toBeUndefined();
    expect(clone.lookup("z")).toBeUndefined();
  });

  test("clones of clones see all that was defined before", () => {
    let set = new TemplateSet({ functions: none });
    for (let i = 0; i < 20; i++) {
      set.parse(`t${i}`, `${i}`);
      set = set.clone();
    }
    expect(set.trees().size).toBe(20);
    expect(set.execute("t0", null) + set.execute("t19", null)).toBe("019");
  });

  test("an empty definition replaces none, and is executed all the same when asked for", () => {
    const set = new TemplateSet({ functions: none });
    set.parse("x", "text");
    const empty = set.parse("x", "\n");
    expect(set.execute("x", null)).toBe("text");
    expect(set.execute(empty.main, null)).toBe("\n");
  });

  test("functions are bound to one set and to the clones that are made of it", () => {
    const set = new TemplateSet({ functions: naming("shared") });
    const other = new TemplateSet({ functions: naming("shared") });
    set.bind(naming("bound"));
    const clone = set.clone();
    clone.bind(naming("clone"));
    for (const s of [set, other, clone]) s.parse("t", "{{ who }}");
    expect([set, other, clone].map((s) => s.execute("t", null))).toEqual(["bound", "shared", "clone"]);
  });
});

describe("an error tells where it is", () => {
  test("of the parser: template and line", () => {
    const error = caught(() => parseTemplate("dir/t", "a\n{{ if }}", none));
    expect(error).toBeInstanceOf(TemplateError);
    expect(error).toMatchObject({ template: "dir/t", line: 2, column: undefined });
  });

  test("of an execution: the column in bytes too, and the cause", () => {
    const cause = new GoError("boom");
    const fail = {
      signature: "func() (string, error)",
      call() {
        throw cause;
      },
    };
    const set = new TemplateSet({ functions: new Map([["fail", fail]]) });
    set.parse("t", "\né {{ fail }}");
    const message = 'template: t:2:6: executing "t" at <fail>: error calling fail: boom';
    expect(caught(() => set.execute("t", null))).toMatchObject({ message, template: "t", line: 2, column: 6, cause });
  });

  test("what is no error of Go's is passed on", () => {
    const bug = new TypeError("bug");
    const broken = {
      signature: "func() string",
      call() {
        throw bug;
      },
    };
    const set = new TemplateSet({ functions: new Map([["broken", broken]]) });
    set.parse("t", "{{ broken }}");
    expect(caught(() => set.execute("t", null))).toBe(bug);
  });

  test("a complex constant is refused", () => {
    expect(() => parseTemplate("t", "{{ 1i }}", none)).toThrow(
      'template: t:1: complex constants are not supported: "1i"',
    );
    expect(() => parseTemplate("t", "{{ 1+2i }}", none)).toThrow("complex constants are not supported");
  });
});
