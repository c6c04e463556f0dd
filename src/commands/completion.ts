import type { Command } from "commander";
import { bashCompletion } from "../command-line/bash.ts";
import { fishCompletion } from "../command-line/fish.ts";
import { outlineOf } from "../command-line/outline.ts";
import { zshCompletion } from "../command-line/zsh.ts";
import type { Terminal } from "../report/terminal.ts";
import type { Shell } from "./completion-options.ts";

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** Prints the script that lets a shell complete the command line of a program. */
export function completion(shell: Shell, program: Command, terminal: Terminal): void {
  terminal.stdout.write(scripts[shell](outlineOf(program)));
}
