import { CONFIG_FILE } from "../config/load.ts";
import { type PlannedFile, planText, readExisting } from "./planned-file.ts";

/** Plans the configuration; one that is there stays as it is. */
export function planConfig(root: string, text: string): PlannedFile {
  const file = readExisting(root, CONFIG_FILE);
  return file.text === undefined ? planText(file, text) : { status: "present", name: file.name };
}
