import { Argument, type Command } from "commander";

/** The shells that there is a script for. */
export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

export type CompletionAction = (shell: Shell, program: Command) => Promise<void>;

/** Adds `completion` to the command line. */
export function addCompletionCommand(program: Command, action: CompletionAction): void {
  program
    .command("completion")
    .description("print the script that lets a shell complete commands, options and their values")
    .addArgument(new Argument("<shell>", "the shell").choices(shells))
    .addHelpText(
      "after",
      `
bash: bump-envoy completion bash > ~/.local/share/bash-completion/completions/bump-envoy

zsh: bump-envoy completion zsh > DIR/_bump-envoy, where DIR is one of $fpath

fish: bump-envoy completion fish > ~/.config/fish/completions/bump-envoy.fish`,
    )
    .action((shell: Shell) => action(shell, program));
}
