import { basename } from "node:path";
import { globbySync } from "globby";

// The command line as one file for each command, with what it uses: a process that loads some 200 modules one by one
// takes twice as long to start. The modules themselves are published as well, for use as a library.
//
// An entry of worker threads is a module `NAME-worker.ts`. It lies beside the files of the commands, so that
// `new URL("./NAME-worker.js", import.meta.url)` in a module of the same folder finds it there as well.
const workers = globbySync("src/**/*-worker.ts").map((path) => [basename(path, ".ts"), path]);

export default {
  input: { cli: "src/cli.ts", ...Object.fromEntries(workers) },
  platform: "node",
  external: ["re2js", "undici"],
  output: {
    dir: "dist",
    format: "esm",
    entryFileNames: ({ name }) => (name === "cli" ? "cli.js" : "cli/[name].js"),
    chunkFileNames: "cli/[name].js",
    minify: "dce-only",
  },
};
