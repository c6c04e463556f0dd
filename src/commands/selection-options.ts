import type { Command } from "commander";
import { repeatable } from "./option-types.ts";

/** Adds the options that say which helmfiles a command is about. */
export function addSelectionOptions(command: Command): Command {
  return command
    .option("-C, --cwd <dir>", "work in this folder", ".")
    .addOption(repeatable("--service <glob>", "only this service: its folder, or the end of its path").default([]))
    .addOption(
      repeatable("--cluster <glob>", "only this cluster, where the folder above the service names it").default([]),
    )
    .addOption(repeatable("-e, --environment <glob>", "only this environment").default([]));
}

/** Adds the options of the commands that look for images of releases. */
export function addImageOptions(command: Command): Command {
  return command
    .addOption(repeatable("--release <glob>", "only releases with this name").default([]))
    .addOption(
      repeatable("--image <glob>", "images with this name (default: envoy and its flavours, envoy-*)").default([]),
    );
}
