// The command line as one file for each command, with what it uses: a process that loads some 200 modules one by one
// takes twice as long to start. The modules themselves are published as well, for use as a library.
export default {
  input: "src/cli.ts",
  platform: "node",
  external: ["re2js"],
  output: { dir: "dist", format: "esm", entryFileNames: "cli.js", chunkFileNames: "cli/[name].js", minify: "dce-only" },
};
