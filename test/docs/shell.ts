import { chmodSync, cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { cli, commitAll } from "../cli/run.ts";
import { fixture, temporaryFolder } from "../helpers.ts";
import { realTools } from "../real-tools.ts";

/** Where the commands of a page run. */
export interface Shell {
  /** Copies a fixture to a new scratch repository, in which the next commands run; `none` is an empty folder. */
  open(name: string): Promise<void>;
  write(path: string, text: string): void;
  /** Runs a script in bash, which stops at the first command that fails; gives stdout and stderr as a terminal shows them. */
  run(script: string): Promise<{ exitCode: number | undefined; output: string }>;
}

/** A bash that finds the built program as `bump-envoy`, and as `npx bump-envoy`, and nothing of the user's. */
export function openShell(): Shell {
  const home = temporaryFolder();
  const bin = temporaryFolder();
  const program = (name: string, script: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}`);
    chmodSync(join(bin, name), 0o755);
  };
  program("bump-envoy", `exec '${process.execPath}' '${cli}' "$@"\n`);
  program("npx", `test "$1" = bump-envoy || exit 127\nshift\nexec '${process.execPath}' '${cli}' "$@"\n`);
  const date = "2020-07-15T12:00:00Z";
  const env = {
    PATH: [bin, dirname(realTools.helmfile), dirname(realTools.helm), process.env["PATH"]].join(delimiter),
    HOME: home,
    XDG_CACHE_HOME: join(home, ".cache"),
    NODE_DISABLE_COMPILE_CACHE: "1",
    ...{ NO_COLOR: "1", TERM: "dumb", LANG: "C.UTF-8", TZ: "UTC" },
    ...{ GIT_CONFIG_NOSYSTEM: "1", GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    FIXTURES: fixture(""),
  };
  writeFileSync(
    join(home, ".gitconfig"),
    "[user]\n\tname = Robin Finch\n\temail = robin@example.org\n[init]\n\tdefaultBranch = main\n",
  );
  let folder: string | undefined;
  const opened = () => {
    if (folder === undefined) throw new Error("no fixture is named before the first commands: <!-- fixture: NAME -->");
    return folder;
  };

  return {
    async open(name) {
      folder = join(temporaryFolder(), "repository");
      if (name === "none") return mkdirSync(folder);
      if (!existsSync(fixture(name))) throw new Error(`there is no fixture ${name}`);
      cpSync(fixture(name), folder, { recursive: true, verbatimSymlinks: true });
      await execa("git", ["init", "--quiet", "."], { cwd: folder, env, extendEnv: false });
      await commitAll(folder);
    },
    write(path, text) {
      const target = join(opened(), path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    },
    async run(script) {
      const { exitCode, stdout } = await execa("bash", ["-ec", `exec 2>&1\n${script}`], {
        ...{ cwd: opened(), env, extendEnv: false, reject: false, stdin: "ignore" },
      });
      return { exitCode, output: stdout };
    },
  };
}
