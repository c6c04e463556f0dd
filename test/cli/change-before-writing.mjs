// Loaded before the command line: changes a file right before the run starts to write, when it makes its journal.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { openSync } = fs;
fs.openSync = (path, ...more) => {
  if (/journal-[^/]*\.json$/.test(String(path))) fs.appendFileSync(process.env.FILE_TO_CHANGE ?? "", "# changed\n");
  return openSync(path, ...more);
};
syncBuiltinESMExports();
