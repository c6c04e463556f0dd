import { spend } from "../../govalue/allowance.ts";
import { sprint } from "../../govalue/fmt.ts";
import { GoError, type GoFunction } from "../../govalue/function.ts";
import { type GoMap, type GoValue, typeOf } from "../../govalue/value.ts";
import { onOneLine } from "../../on-one-line.ts";
import { messageOf } from "../error.ts";
import { expandReferences } from "../references.ts";
import { type Folder, noteCost, type World } from "../world.ts";

/** The functions of helmfile that run commands, and look at environment variables and secrets. */
export function commandFunctions(world: World, folder: Folder, isFirstPass: boolean): Record<string, GoFunction> {
  const run = (variables: GoMap, command: string, args: readonly GoValue[], inputs: readonly string[]): string => {
    if (isFirstPass) return "";
    const words = args.map((arg, i) => requireText(arg, `arg "%T" in args ${sprint([[...args]])} at index ${i}`));
    const set = Array.from(variables, ([name, value]) => {
      return [name, requireText(value, `env "%T" in envs ${sprint([variables])} at index ${name}`)] as const;
    });
    if (world.execute === undefined) {
      world.note({
        kind: "exec-refused",
        message: "a state file wants to run a command with `exec`; nothing is run unless --allow-exec is given",
      });
      throw new GoError(`exec is refused: "${command}" does not run (--allow-exec lets state files run commands)`);
    }
    try {
      const options = { input: inputs[0] ?? "", folder: folder.path, variables: new Map([...world.variables, ...set]) };
      return world.execute(command, words, options);
    } catch (error) {
      throw new GoError(messageOf(error), { cause: error });
    }
  };

  return {
    exec: {
      signature: "func(string, []interface {}, ...string) (string, error)",
      call: (command: string, args: GoValue[], ...inputs: string[]) => run(new Map(), command, args, inputs),
    },
    envExec: {
      signature: "func(map[string]interface {}, string, []interface {}, ...string) (string, error)",
      call: (variables: GoMap, command: string, args: GoValue[], ...inputs: string[]) =>
        run(variables, command, args, inputs),
    },
    env: {
      signature: "func(string) string",
      call: (name: string) => lookUp(world, name) ?? "",
    },
    expandenv: {
      signature: "func(string) string",
      call: (text: string) => expand(text, (name) => lookUp(world, name) ?? ""),
    },
    requiredEnv: {
      signature: "func(string) (string, error)",
      call: (name: string) => {
        const value = lookUp(world, name);
        if (!value) throw new GoError(`required env var \`${name}\` is not set`);
        return value;
      },
    },
    fetchSecretValue: {
      signature: "func(string) (string, error)",
      call: (reference: string) => expandReferences(reference, world) as string,
    },
    expandSecretRefs: {
      signature: "func(map[string]interface {}) (map[string]interface {}, error)",
      call: (values: GoMap) => expandReferences(values, world),
    },
  };
}

function requireText(value: GoValue, what: string): string {
  if (typeof value === "string") return value;
  throw new GoError(`unexpected type of ${what.replace("%T", typeOf(value).name)}`);
}

function lookUp(world: World, name: string): string | undefined {
  const value = world.variables.get(name);
  if (value === undefined) {
    spend(noteCost);
    world.note({
      kind: "environment-empty",
      message: `a state file asks for the environment variable ${onOneLine(name)}, which is not set; --allow-env NAME lets it see one`,
    });
  }
  return value;
}

/** Go's `os.Expand`: `$name` and `${name}`. */
function expand(text: string, value: (name: string) => string): string {
  return text.replace(/\$(?:\{([^}]*)\}|([A-Za-z_]\w*|[*#$@!?\-0-9]))/g, (_, braced?: string, plain?: string) => {
    return value(braced ?? plain ?? "");
  });
}
