import { CommanderError } from "commander";
import { createProgram } from "./commands/program.ts";
import { formatPlace, UserError } from "./errors.ts";
import { packageVersion } from "./render/cache/code-version.ts";
import { createTerminal, type Terminal } from "./report/terminal.ts";

const exitMisuse = 2;

/** `--color`, `--no-color` or neither, also where the command line cannot be parsed. */
function colorFlag(args: readonly string[]): boolean | undefined {
  const flag = args.findLast((arg) => arg === "--color" || arg === "--no-color");
  return flag && flag === "--color";
}

async function main(args: readonly string[]): Promise<number> {
  const terminal = createTerminal(process.stdout, process.stderr, { color: colorFlag(args), environment: process.env });
  let exitCode = 0;
  const program = createProgram(packageVersion(), {
    async bump(version, paths, options) {
      if (options.recover) {
        if (version !== undefined) {
          const remedy = "run it alone, then the bump";
          throw new UserError("usage", "--recover does nothing else, and takes no version", { remedy });
        }
        const { recover } = await import("./commands/recover.ts");
        exitCode = recover(options, terminal);
        return;
      }
      const { bump } = await import("./commands/bump.ts");
      exitCode = await bump(version, paths, options, terminal);
    },
    async addTls(chart, options) {
      const { addTls } = await import("./commands/add-tls.ts");
      exitCode = await addTls(chart, options, terminal);
    },
    async completion(shell, commands) {
      const { completion } = await import("./commands/completion.ts");
      completion(shell, commands, terminal);
    },
    async doctor(paths, options) {
      const { doctor } = await import("./commands/doctor.ts");
      exitCode = await doctor(paths, options, terminal);
    },
    async explain(services, options) {
      const { explain } = await import("./commands/explain.ts");
      exitCode = await explain(services, options, terminal);
    },
    async images(paths, options) {
      const { images } = await import("./commands/images.ts");
      exitCode = await images(paths, options, terminal);
    },
    async init(options) {
      const { init } = await import("./commands/init.ts");
      exitCode = await init(packageVersion(), options, terminal);
    },
    async lint(paths, options) {
      const { lint } = await import("./commands/lint.ts");
      exitCode = await lint(paths, { ...options, version: packageVersion() }, terminal);
    },
    async rules(name, options) {
      const { rules } = await import("./commands/rules.ts");
      exitCode = rules(name, options, terminal);
    },
    async status(paths, options) {
      const { status } = await import("./commands/status.ts");
      exitCode = await status(paths, options, terminal);
    },
    async unpin(paths, options) {
      const { unpin } = await import("./commands/unpin.ts");
      exitCode = await unpin(paths, options, terminal);
    },
    async promote(paths, options) {
      const { promote } = await import("./commands/promote.ts");
      exitCode = await promote(paths, options, terminal);
    },
    async rollout(version, paths, options) {
      const { rollout } = await import("./commands/rollout.ts");
      exitCode = await rollout(version, paths, options, terminal);
    },
    async standIns(options) {
      const { standIns } = await import("./commands/stand-ins.ts");
      exitCode = await standIns(options, terminal);
    },
    async image(version, options) {
      const { image } = await import("./commands/image.ts");
      exitCode = await image(version, options, terminal);
    },
    async tags(image, options) {
      const { tags } = await import("./commands/tags.ts");
      exitCode = await tags(image, options, terminal);
    },
    async latest(image, options) {
      const { latest } = await import("./commands/tags.ts");
      exitCode = await latest(image, options, terminal);
    },
    async template(options) {
      if (options.chart === undefined) {
        const { templateHelmfiles } = await import("./commands/template-helmfiles.ts");
        exitCode = await templateHelmfiles(options, terminal);
      } else {
        const { template } = await import("./commands/template.ts");
        exitCode = await template({ ...options, chart: options.chart }, terminal);
      }
    },
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    // commander has printed its message, and help or the version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitMisuse;
    printError(error, terminal);
    return exitMisuse;
  }
}

function printError(error: unknown, { stderr, messageColors }: Terminal): void {
  const label = messageColors.red("error:");
  if (error instanceof UserError) {
    const place = error.place ? `${formatPlace(error.place)}: ` : "";
    stderr.write(`${label} ${place}${error.message}\n`);
    if (error.remedy) stderr.write(`  ${error.remedy}\n`);
    return;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(`${label} this is a defect of bump-envoy; no file was changed\n${detail}\n`);
}

// An interrupted run ends as if by the signal, but takes its scratch folders along.
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const) {
  process.once(signal, () => process.exit(code));
}
// Whoever reads a pipe may stop early (`| head`).
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`error: the output cannot be written: ${error.message}\n  make room for it, then run again\n`);
  // Files may be written by then.
  process.exit(1);
});
// Then there is nobody to tell.
process.stderr.on("error", () => {});
// As long as nobody knows, it is no success.
process.exitCode = exitMisuse;
void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
