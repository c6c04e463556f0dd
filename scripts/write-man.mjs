// Writes dist/man/bump-envoy.1, the man page, from the declaration of the command line. Run by `npm run build`. It has the
// date of the build; SOURCE_DATE_EPOCH, in seconds, names another.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { loadCommandLine } from "./command-line.mjs";

const { version, description } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const { outline, manPage } = await loadCommandLine();
const { SOURCE_DATE_EPOCH: seconds } = process.env;
const date = (seconds === undefined ? new Date() : new Date(Number(seconds) * 1000)).toISOString().slice(0, 10);
const title = description.replace(/^.*?: /, "");

mkdirSync(new URL("../dist/man/", import.meta.url), { recursive: true });
writeFileSync(new URL("../dist/man/bump-envoy.1", import.meta.url), manPage(outline, { version, date, title }));
