// Writes or recovers files in a process of its own, which can be killed.
//
//   node write-files-child.mjs DIST write|recover ROOT COUNT [KILL_AT]
//
// COUNT files are written: the odd ones replace files, the even ones are made, some in new folders. At the KILL_AT-th
// change to the file system the process kills itself; in a write, after half of it. At the end it prints which there were.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";

const [dist, mode, root, count, killAt] = process.argv.slice(2);

const calls = [];
for (const name of ["openSync", "writeFileSync", "fsyncSync", "renameSync", "mkdirSync", "rmSync", "rmdirSync"]) {
  const real = fs[name];
  fs[name] = (...args) => {
    calls.push(name);
    if (calls.length === Number(killAt)) {
      if (name === "writeFileSync") real(args[0], args[1].slice(0, args[1].length / 2));
      process.kill(process.pid, "SIGKILL");
    }
    return real(...args);
  };
}
syncBuiltinESMExports();

if (mode === "write") {
  const { writeFiles } = await import(join(dist, "edit/write-files.js"));
  const changes = Array.from({ length: Number(count) }, (_, index) => {
    const name = index % 2 === 1 ? `file-${index}` : index % 3 === 0 ? `made-${index}/deep/file` : `made-${index}`;
    return { path: join(root, name), name, before: index % 2 === 1 ? "old\n" : undefined, after: `new ${index}\n` };
  });
  process.stdout.write("ready\n");
  writeFiles(root, changes);
} else {
  const { recoverFiles } = await import(join(dist, "edit/recover-files.js"));
  recoverFiles(root);
}
process.stdout.write(calls.join(" "));
