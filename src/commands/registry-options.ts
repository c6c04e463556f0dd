import { type Command, InvalidArgumentError } from "commander";

/** In place of a version: the newest that is published. */
export const latestVersion = "latest";

/** The options of commands that ask a registry. */
export interface RegistryOptions {
  readonly cwd: string;
  /** The registry to ask, whatever images name. */
  readonly registry?: string;
  readonly registryCa?: string;
  /** In seconds. */
  readonly registryTimeout: number;
}

/** Adds them to a command. */
export function addRegistryOptions(command: Command): Command {
  return command
    .option("--registry <host>", "the registry to ask (default: the one that images name)")
    .option("--registry-ca <file>", "trust the certificates in this file as well")
    .option("--registry-timeout <seconds>", "how long a registry may take", seconds, 30);
}

function seconds(text: string): number {
  const value = Number(text);
  // What does not fit into a timer of Node.js ends at once.
  if (!/^\d+(?:\.\d+)?$/.test(text) || value <= 0 || value > 86_400) {
    throw new InvalidArgumentError("It takes a number of seconds, a day at most.");
  }
  return value;
}
