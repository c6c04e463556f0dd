import { readFileSync } from "node:fs";
import { UserError } from "../errors.ts";

/** The examples of the documentation, by their names in `docs/ci`; and the hooks that this repository offers to pre-commit. */
export type ExampleName =
  | "github.yml"
  | "gitlab.yml"
  | "jenkins.sh"
  | "bump_envoy.rake"
  | "tox.ini"
  | "pre-commit-hooks.yaml";

/**
 * The text of an example. They lie beside the program.
 *
 * @throws UserError `file-unreadable`
 */
export function readExample(name: ExampleName): string {
  try {
    return readFileSync(new URL(`../examples/${name}`, import.meta.url), "utf8");
  } catch (error) {
    throw new UserError("file-unreadable", `the example ${name} is not there: ${(error as Error).message}`, {
      remedy: "install bump-envoy again",
      cause: error,
    });
  }
}
