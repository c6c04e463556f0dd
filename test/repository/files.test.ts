import { execFileSync } from "node:child_process";
import { realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ChartFiles, FileError, nodeFiles } from "../../src/helm/chart/files.ts";
import { createRepositoryFiles, type FileChangeTo, probe } from "../../src/repository/files.ts";
import { makeTree, type Tree, temporaryFolder } from "../helpers.ts";

/** What a call gives, or the message of its error. */
function answer(ask: () => unknown): unknown {
  try {
    const given = ask();
    return given instanceof Uint8Array ? `text: ${Buffer.from(given).toString()}` : given;
  } catch (error) {
    if (error instanceof FileError) return error.message;
    throw error;
  }
}

/** The files of this machine as the kernel finds them; Go names the place on the way that is missing, Node.js the path. */
const kernel: ChartFiles = {
  ...nodeFiles(),
  realpath(path) {
    try {
      return realpathSync.native(path);
    } catch (error) {
      throw new FileError("lstat", path, String((error as NodeJS.ErrnoException).code));
    }
  },
};

/** The answers to all questions about a path; of a realpath that fails, only why. */
function allAbout(files: ChartFiles, path: string): unknown {
  return {
    stat: answer(() => {
      const { kind, size } = files.stat(path);
      return kind === "file" ? `file of ${size}` : kind;
    }),
    list: answer(() => files.list(path).sort()),
    read: answer(() => files.read(path)),
    realpath: String(answer(() => files.realpath(path))).replace(/^lstat .*: /, ""),
  };
}

function codeOf(ask: () => unknown): string {
  try {
    ask();
  } catch (error) {
    if (error instanceof FileError) return error.code;
    throw error;
  }
  return "no error";
}

describe("within the root the answers are those of the file system", () => {
  const tree: Tree = {
    "a/file": "text",
    "a/b/c": "",
    "a/b/relative": "-> ../file",
    "a/b/up": "-> ../../d",
    "d/folder": "-> ../a/b",
    "d/chain": "-> folder/relative",
    "d/dots": "-> ./folder/../b/./c",
    "d/missing": "-> nothing",
    "d/missing-below": "-> nothing/below",
    "d/through-file": "-> ../a/file/below",
    "d/self": "-> self",
    "d/cycle": "-> cycle2",
    "d/cycle2": "-> cycle",
    "ä b/\u{1F600}": "unicode",
  };
  const root = makeTree(tree);
  makeTree({ "d/absolute": `-> ${root}/a` }, root);
  const paths = [
    ...[...Object.keys(tree), "", "a", "a/b", "d", "d/absolute", "d/absolute/file", "d/absolute/none", "none"],
    ...["none/below", "a/file/below", "d/folder/c", "d/folder/none", "d/folder/up/chain", "a/b/../file", "d/folder/.."],
    ...["d/folder/../file", "a//b/./c", "a/b/", "d/folder/", "a/.", "d/self/below", "d/missing/below"],
  ].map((path) => join("/", path) && `${root}/${path}`);

  test.each(paths)("%s", (path) => {
    const files = createRepositoryFiles({ root });
    const expected = allAbout(kernel, path);
    expect(allAbout(files, path)).toEqual(expected);
    expect(allAbout(files, path), "asked again").toEqual(expected);
  });

  test.each([
    ["none", "none"],
    ["none/below", "none"],
    ["d/missing-below", "d/nothing"],
    ["d/folder/none", "a/b/none"],
  ])("a realpath that fails names what is missing, as Go's filepath.EvalSymlinks does: %s", (path, missing) => {
    const files = createRepositoryFiles({ root });
    const message = `lstat ${root}/${missing}: no such file or directory`;
    expect(answer(() => files.realpath(`${root}/${path}`))).toBe(message);
  });

  test("names that no file can have", () => {
    const files = createRepositoryFiles({ root: makeTree({ file: "" }) });
    expect(codeOf(() => files.read(`${files.root}/${"x".repeat(300)}`))).toBe("ENAMETOOLONG");
    expect(codeOf(() => files.read(`${files.root}/${"x/".repeat(4000)}`))).toBe("ENAMETOOLONG");
    expect(codeOf(() => files.read(`${files.root}/a\0b`))).toBe("EINVAL");
  });
});

describe("what lies outside", () => {
  const outside = makeTree({ "secret/file": "secret", "allowed/file": "a", "allowed/out": "-> ../secret/file" });
  const root = makeTree({
    "a/file": "",
    slash: "-> /",
    out: `-> ${outside}/secret`,
    "out-file": `-> ${outside}/secret/file`,
    "out-missing": `-> ${outside}/none`,
    chain: "-> out/file",
    dots: "-> ../../../../../../../../etc/passwd",
    "a/there-and-back": "-> ../../ROOT/a/file",
    allowed: `-> ${outside}/allowed`,
  });

  test.each([
    "/",
    "/etc/passwd",
    "/none",
    "..",
    "../none",
    "slash",
    "slash/etc/passwd",
    "slash/etc",
    "slash/none",
    "out",
    "out/file",
    "out/none",
    "out-file",
    "out-missing",
    "chain",
    "dots",
    "allowed/file",
    "a/../../x",
    `${outside}/secret/file`,
    `${outside}`,
  ])("%s is refused, whether it exists or not", (name) => {
    const files = createRepositoryFiles({ root });
    const path = name.startsWith("/") ? name : `${root}/${name}`;
    for (const question of ["list", "read", "realpath", "contentDigest", "namesDigest"] as const) {
      expect(codeOf(() => files[question](path))).toBe("EOUTSIDE");
    }
    expect(probe(files, path)).toBe("outside");
  });

  test("a link is seen as one wherever it leads", () => {
    const files = createRepositoryFiles({ root });
    expect(files.stat(`${root}/out`).kind).toBe("link");
    expect(codeOf(() => files.stat(`${root}/out/file`))).toBe("EOUTSIDE");
    expect(codeOf(() => files.stat(root.slice(0, -1)))).toBe("EOUTSIDE");
    expect(codeOf(() => files.stat(`${root}-beside`))).toBe("EOUTSIDE");
  });

  test("a link that leaves the root by name and comes back by name stays within", () => {
    const within = makeTree({ "a/file": "text" });
    const name = within.slice(within.lastIndexOf("/") + 1);
    makeTree({ "a/link": `-> ../../${name}/a/file` }, within);
    expect(createRepositoryFiles({ root: within }).realpath(`${within}/a/link`)).toBe(`${within}/a/file`);
  });

  test("can be allowed by name", () => {
    const files = createRepositoryFiles({ root, readable: [`${outside}/allowed`, "/none/general.yaml"] });
    expect(answer(() => files.read(`${outside}/allowed/file`))).toBe("text: a");
    expect(answer(() => files.read(`${root}/allowed/file`))).toBe("text: a");
    expect(files.realpath(`${root}/allowed/file`)).toBe(`${outside}/allowed/file`);
    expect(probe(files, "/none/general.yaml")).toBe("missing");
    expect(probe(files, "/none/other.yaml")).toBe("outside");
    expect(probe(files, `${outside}/secret/file`)).toBe("outside");
    expect(codeOf(() => files.read(`${outside}/allowed/out`))).toBe("EOUTSIDE");
  });

  test("the root and what is readable can be named by links", () => {
    const links = makeTree({ root: `-> ${root}`, allowed: `-> ${outside}/allowed` });
    const files = createRepositoryFiles({ root: `${links}/root`, readable: [`${links}/allowed`] });
    expect(files.root).toBe(root);
    expect(files.realpath(`${links}/root/a/file`)).toBe(`${root}/a/file`);
    expect(files.realpath(`${root}/a/file`)).toBe(`${root}/a/file`);
    expect(files.realpath(`${links}/allowed/file`)).toBe(`${outside}/allowed/file`);
    expect(probe(files, `${links}/other`)).toBe("outside");
  });
});

test("nobody waits for a pipe", () => {
  const root = temporaryFolder();
  execFileSync("mkfifo", [join(root, "pipe")]);
  const files = createRepositoryFiles({ root });
  expect(files.stat(`${root}/pipe`).kind).toBe("irregular");
  expect(codeOf(() => files.read(`${root}/pipe`))).toBe("EINVAL");
});

test("answers stay the same while the tree changes, what is missing included", () => {
  const root = makeTree({ file: "before", "folder/a": "", link: "-> file" });
  const files = createRepositoryFiles({ root });
  const paths = ["file", "folder", "link", "none"].map((name) => `${root}/${name}`);
  const before = paths.map((path) => allAbout(files, path));
  rmSync(`${root}/link`);
  makeTree({ file: "after and longer", "folder/b": "", none: "", link: "-> folder" }, root);
  expect(paths.map((path) => allAbout(files, path))).toEqual(before);
});

test("contents that no longer fit are read again", () => {
  const root = makeTree({ a: "12345678", b: "12345678", c: "123456789012345" });
  const files = createRepositoryFiles({ root, memory: 12 });
  const first = files.read(`${root}/a`);
  expect(files.read(`${root}/a`)).toBe(first);
  files.read(`${root}/b`);
  expect(files.read(`${root}/a`)).not.toBe(first);
  expect(answer(() => files.read(`${root}/c`))).toBe("text: 123456789012345");
  expect(answer(() => files.read(`${root}/a`))).toBe("text: 12345678");
});

test("who gets a list may change it", () => {
  const root = makeTree({ b: "", a: "" });
  const files = createRepositoryFiles({ root });
  files.list(root).push("c");
  expect(files.list(root).sort()).toEqual(["a", "b"]);
});

describe("digests", () => {
  const root = makeTree({ a: "same", "folder/a": "same", b: "other", "other/a": "", link: "-> a" });
  const files = createRepositoryFiles({ root });

  test("are those of contents and names", () => {
    const digests = ["a", "folder/a", "link", "b"].map((name) => files.contentDigest(`${root}/${name}`));
    expect(digests.map((digest) => digests.indexOf(digest))).toEqual([0, 0, 0, 3]);
    expect(files.namesDigest(`${root}/folder`)).toBe(files.namesDigest(`${root}/other`));
    expect(files.namesDigest(`${root}/folder`)).not.toBe(files.namesDigest(root));
  });

  test("fail as reading and listing do", () => {
    for (const path of [`${root}/none`, `${root}/folder`, root, "/etc/passwd"]) {
      expect(codeOf(() => files.contentDigest(path))).toBe(codeOf(() => files.read(path)));
    }
    for (const path of [`${root}/none`, `${root}/a`, "/etc"]) {
      expect(codeOf(() => files.namesDigest(path))).toBe(codeOf(() => files.list(path)));
    }
  });
});

describe("an overlay", () => {
  const tree: Tree = {
    "a/values.yaml": "old",
    "a/link.yaml": "-> values.yaml",
    "b/folder": "-> ../a",
    "b/dangling.yaml": "-> ../a/made.yaml",
    "b/out": "-> ../..",
  };

  test.each<[string, Record<string, string>]>([
    ["another text", { "a/values.yaml": "new" }],
    ["a new file", { "a/other.yaml": "new" }],
    ["new folders", { "c/d/e.yaml": "new", "c/d/f.yaml": "new" }],
    ["a file by a link to it", { "a/link.yaml": "new" }],
    ["a file by a link to its folder", { "b/folder/values.yaml": "new", "b/folder/x/y": "new" }],
    ["a file where a link leads that leads nowhere", { "b/dangling.yaml": "new" }],
    ["nothing", {}],
  ])("shows %s as if it had been written", (_, texts) => {
    const root = makeTree(tree);
    const files = createRepositoryFiles({ root });
    const paths = [
      "",
      ...Object.keys(tree).filter((path) => path !== "b/out"),
      "a",
      "a/made.yaml",
      "a/x",
      "c",
      "c/d",
      "b/folder/values.yaml",
      "b/folder/x",
    ]
      .concat(Object.keys(texts))
      .map((path) => `${root}/${path}`);
    const before = paths.map((path) => allAbout(files, path));
    const view = files.overlay(new Map(Object.entries(texts)));
    const shown = paths.map((path) => allAbout(view, path));
    expect(paths.map((path) => allAbout(files, path))).toEqual(before);

    for (const [path, text] of Object.entries(texts)) makeTree({ [path]: text }, root);
    expect(shown).toEqual(paths.map((path) => allAbout(kernel, path)));
    expect(files.root).toBe(view.root);
  });

  test("shows links and files that are gone as if that had been done", () => {
    const root = makeTree({ ...tree, "d/only.yaml": "1" });
    const files = createRepositoryFiles({ root });
    const view = files.overlay(
      new Map<string, FileChangeTo>([
        ["a/link.yaml", { link: "../d/only.yaml" }],
        ["a/new/link.yaml", { link: "../values.yaml" }],
        ["b/dangling.yaml", undefined],
        ["a/values.yaml", "new"],
      ]),
    );
    const paths = ["a", "a/link.yaml", "a/new", "a/new/link.yaml", "b", "b/dangling.yaml"].map(
      (path) => `${root}/${path}`,
    );
    const shown = paths.map((path) => allAbout(view, path));

    rmSync(`${root}/a/link.yaml`);
    rmSync(`${root}/b/dangling.yaml`);
    makeTree(
      { "a/link.yaml": "-> ../d/only.yaml", "a/new/link.yaml": "-> ../values.yaml", "a/values.yaml": "new" },
      root,
    );
    expect(shown).toEqual(paths.map((path) => allAbout(kernel, path)));
  });

  test("lies on another", () => {
    const root = makeTree(tree);
    const first = createRepositoryFiles({ root }).overlay(
      new Map([
        ["a/values.yaml", "1"],
        ["c/d", "1"],
      ]),
    );
    const second = first.overlay(
      new Map([
        ["a/values.yaml", "2"],
        ["c/e", "2"],
      ]),
    );
    expect(answer(() => first.read(`${root}/a/values.yaml`))).toBe("text: 1");
    expect(answer(() => second.read(`${root}/a/link.yaml`))).toBe("text: 2");
    expect(second.list(`${root}/c`).sort()).toEqual(["d", "e"]);
  });

  test("has digests of its own", () => {
    const root = makeTree(tree);
    const files = createRepositoryFiles({ root });
    const view = files.overlay(
      new Map([
        ["a/values.yaml", "new"],
        ["c/d", "old"],
      ]),
    );
    expect(view.contentDigest(`${root}/a/link.yaml`)).not.toBe(files.contentDigest(`${root}/a/link.yaml`));
    expect(view.contentDigest(`${root}/c/d`)).toBe(files.contentDigest(`${root}/a/values.yaml`));
    expect(view.namesDigest(root)).not.toBe(files.namesDigest(root));
    expect(view.namesDigest(`${root}/a`)).toBe(files.namesDigest(`${root}/a`));
    expect(codeOf(() => view.contentDigest(`${root}/c`))).toBe("EISDIR");
    expect(codeOf(() => view.namesDigest(`${root}/c/d`))).toBe("ENOTDIR");
  });

  test.each<[string, string[], string]>([
    ["outside", ["../x"], "EOUTSIDE"],
    ["outside by a link", ["b/out/x"], "EOUTSIDE"],
    ["a folder", ["a"], "EISDIR"],
    ["below a file", ["a/values.yaml/x"], "ENOTDIR"],
    ["below a new file", ["a/new", "a/new/x"], "ENOTDIR"],
  ])("cannot lie %s", (_, paths, code) => {
    const files = createRepositoryFiles({ root: makeTree(tree) });
    expect(codeOf(() => files.overlay(new Map(paths.map((path) => [path, ""]))))).toBe(code);
  });
});

test("whatever links there are, what is answered is what the file system says, and lies within", () => {
  const name = fc.constantFrom("a", "b", "c");
  const part = fc.constantFrom("a", "b", "c", "..", ".", "");
  const relative = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("/"));
  const node = fc.oneof(
    fc.constant({ kind: "file" as const }),
    relative.map((target) => ({ kind: "link" as const, target: target || "." })),
    relative.map((target) => ({ kind: "absolute" as const, target })),
  );
  const nodes = fc.array(fc.tuple(fc.array(name, { minLength: 1, maxLength: 3 }), node), { maxLength: 8 });
  fc.assert(
    fc.property(nodes, fc.array(relative, { minLength: 1, maxLength: 8 }), (nodes, asked) => {
      const above = temporaryFolder();
      const root = makeTree({ "root/a/b/c": "text" }, above).concat("/root");
      for (const [path, node] of nodes) {
        try {
          // What is put through a link that leads out lies outside, and so does all that it leads to.
          if (!`${realpathSync(join(root, ...path, ".."))}/`.startsWith(`${root}/`)) continue;
        } catch {
          // It is made.
        }
        try {
          if (node.kind === "file") makeTree({ [path.join("/")]: "file" }, root);
          else makeTree({ [path.join("/")]: `-> ${node.kind === "absolute" ? `${root}/` : ""}${node.target}` }, root);
        } catch {
          // Something else is there.
        }
      }
      const files = createRepositoryFiles({ root });
      for (const path of asked.map((path) => `${root}/${path}`)) {
        let real: string | undefined;
        try {
          real = realpathSync.native(path);
        } catch {}
        const isWithin = real === root || real?.startsWith(`${root}/`);
        if (real !== undefined && isWithin) {
          expect(codeOf(() => files.realpath(path))).toBe("no error");
          expect(files.realpath(path)).toBe(real);
          expect(answer(() => files.list(path).sort())).toEqual(answer(() => kernel.list(path).sort()));
          expect(answer(() => files.read(path))).toEqual(answer(() => kernel.read(path)));
        } else {
          expect(["EOUTSIDE", "ENOENT", "ENOTDIR", "ELOOP"]).toContain(codeOf(() => files.realpath(path)));
          if (real !== undefined) expect(probe(files, path)).toBe("outside");
        }
      }
      rmSync(above, { recursive: true });
    }),
    { numRuns: 300 },
  );
});

test("what takes the place of a file is not followed", () => {
  const root = makeTree({ file: "text" });
  const files = createRepositoryFiles({ root });
  files.stat(`${root}/file`);
  rmSync(`${root}/file`);
  symlinkSync("/etc/passwd", `${root}/file`);
  expect(codeOf(() => files.read(`${root}/file`))).toBe("ELOOP");
  writeFileSync(`${root}/other`, "");
  expect(codeOf(() => files.read(`${root}/other`))).toBe("no error");
});
