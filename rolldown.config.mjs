import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { globbySync } from "globby";

// The command line is `dist/cli/program.cjs` and the chunks beside it, which a launcher runs with what V8 has compiled in
// earlier runs: a process that loads some 200 modules one by one takes twice as long to start. What a module loads by
// `import()` is in chunks of its own, so that a run takes up no more of the program than it needs. The modules themselves are
// published as well, for use as a library.
//
// An entry of worker threads is a module `NAME-worker.ts`: it is a part of the program as well, with a launcher of its own
// beside it, so that `new URL("./NAME-worker.js", import.meta.url)` in a module of the same folder finds that there, too.
const workers = globbySync("src/**/*-worker.ts").map((path) => [basename(path, ".ts"), path]);
const parts = Object.fromEntries([["cli", "src/cli.ts"], ...workers]);

const program = Object.entries(parts).map(
  ([name, path]) => `"${name}": () => import(${JSON.stringify(resolve(path))})`,
);
const launcher = (name) =>
  `import { launch } from ${JSON.stringify(resolve("src/launcher.ts"))};\nlaunch("${name}");\n`;

/** Modules whose text is made here, by name. */
function virtual(texts) {
  const prefix = "virtual:";
  return {
    name: "virtual",
    resolveId: (id) => (id.startsWith(prefix) ? id : null),
    load: (id) => (id.startsWith(prefix) ? texts[id.slice(prefix.length)] : null),
  };
}

/** Modules of Node that take long to load and that most runs do not need: they are loaded when something of them is used. */
const seldom = ["child_process", "net", "tls", "tty"];

/** Names of {@link seldom} modules, with or without `node:`, become modules of getters. */
const loadedWhenUsed = {
  name: "loaded-when-used",
  resolveId(id, importer) {
    const name = id.replace(/^node:/, "");
    if (!seldom.includes(name)) return null;
    return importer?.startsWith("when-used:") ? { id: `node:${name}`, external: true } : `when-used:${name}`;
  },
  load(id) {
    if (!id.startsWith("when-used:")) return null;
    const name = `node:${id.slice("when-used:".length)}`;
    const keys = Object.keys(createRequire(import.meta.url)(name));
    return `module.exports = {\n${keys.map((key) => `get ${key}() { return require("${name}").${key}; },`).join("\n")}\n};\n`;
  },
};

/** Text that V8 can take byte by byte; what is printed last, by the minifier, counts. */
const ascii = {
  name: "ascii",
  generateBundle: (_, bundle) => {
    for (const chunk of Object.values(bundle)) {
      chunk.code = chunk.code.replace(
        /[^\0-\x7f]/g,
        (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
    }
  },
};

const common = { platform: "node", external: ["re2js"] };

export default [
  {
    ...common,
    input: "virtual:program",
    plugins: [virtual({ program: `export const parts = { ${program.join(", ")} };\n` }), loadedWhenUsed, ascii],
    output: {
      dir: "dist/cli",
      format: "cjs",
      entryFileNames: "program.cjs",
      // With a digest of what is in a chunk, and in those that it loads: the launcher goes by the names.
      chunkFileNames: "[name]-[hash].cjs",
      minify: "dce-only",
    },
  },
  {
    ...common,
    input: Object.fromEntries(Object.keys(parts).map((name) => [name, `virtual:${name}`])),
    plugins: [
      virtual(
        Object.fromEntries(
          Object.keys(parts).map((name) => [name, `${name === "cli" ? "#!/usr/bin/env node\n" : ""}${launcher(name)}`]),
        ),
      ),
    ],
    output: {
      dir: "dist",
      format: "esm",
      entryFileNames: ({ name }) => (name === "cli" ? "cli.js" : "cli/[name].js"),
      chunkFileNames: "cli/launcher.js",
      minify: "dce-only",
    },
  },
];
