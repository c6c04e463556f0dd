import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { type History, readHistory } from "../../src/status/history.ts";
import { scratchFolder } from "../support/scratch.ts";
import { decidedRow } from "./decided-row.ts";
import { reportOf } from "./rows.ts";

const values = "services/mathoid/values.yaml";

/** A repository in a temporary folder, in which each commit is a day later than the one before. */
class GitRepository {
  readonly root = scratchFolder();
  #day = 0;

  async start(): Promise<this> {
    await this.git("init", "--quiet", "--initial-branch=main", ".");
    return this;
  }

  git(...args: string[]) {
    const date = `2024-01-${String(this.#day).padStart(2, "0")}T12:00:00+02:00`;
    const identity = { GIT_AUTHOR_NAME: "Ann", GIT_AUTHOR_EMAIL: "a@example.org", GIT_AUTHOR_DATE: date };
    const committer = { GIT_COMMITTER_NAME: "Ann", GIT_COMMITTER_EMAIL: "a@example.org", GIT_COMMITTER_DATE: date };
    return execa("git", args, { cwd: this.root, env: { ...identity, ...committer } });
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  async commit(subject: string): Promise<void> {
    this.#day++;
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--allow-empty", "--message", subject);
  }
}

function sidecar(version: string | undefined, more = ""): string {
  return `${more}mesh:\n  enabled: true\n${version === undefined ? "" : `  image_version: ${version}\n`}`;
}

/** A row that the key of a file decides. */
function decidedBy(file: string, text: string, path: readonly (string | number)[] = ["mesh", "image_version"]) {
  return decidedRow({ service: "mathoid", folder: "services/mathoid", version: text, file, path });
}

/** What lanes say, for comparing: `FILE KEY: DAY VALUE, ...`. */
function told({ lanes }: History): string[] {
  return lanes.map(
    ({ file, path, points }) =>
      `${file} ${path.join(".")}: ${points.map(({ commit, value, gap }) => `${commit.date.slice(8, 10)} ${value ?? gap}`).join(", ")}`,
  );
}

describe("what a file said", () => {
  test("at each commit that changed it, oldest first", async () => {
    const repository = await new GitRepository().start();
    repository.write(values, sidecar("1.0.0"));
    await repository.commit("Add mathoid");
    repository.write(values, sidecar("1.0.0", "# more\n"));
    await repository.commit("Comment");
    repository.write(values, sidecar('"1.1.0"'));
    await repository.commit("Bump: with\ttab and ünïcode");
    const history = await readHistory(repository.root, reportOf(decidedBy(values, "1.1.0")));
    expect(history).toMatchObject({
      cutOffAt: undefined,
      newest: { subject: "Bump: with\ttab and ünïcode", author: "Ann", date: "2024-01-03T10:00:00.000Z" },
    });
    expect(told(history)).toEqual([`${values} mesh.image_version: 01 1.0.0, 03 1.1.0`]);
    expect(history.lanes[0]).toMatchObject({ services: ["services/mathoid"], decidesFor: [{ service: "mathoid" }] });
    expect(history.lanes[0]?.points[1]?.commit).toMatchObject({ hash: history.newest?.hash });
  });

  test("has gaps where the key or the file was not there, or could not be read", async () => {
    const repository = await new GitRepository().start();
    const steps: (string | undefined)[] = [
      sidecar("1.0.0"),
      sidecar(undefined),
      undefined,
      "mesh: {image_version: 1",
      sidecar("1.0.0"),
    ];
    for (const text of steps) {
      if (text === undefined) rmSync(join(repository.root, values));
      else repository.write(values, text);
      await repository.commit("Change");
    }
    const history = await readHistory(repository.root, reportOf(decidedBy(values, "1.0.0")));
    expect(told(history)).toEqual([
      `${values} mesh.image_version: 01 1.0.0, 02 not-set, 03 no-file, 04 unreadable, 05 1.0.0`,
    ]);
  });

  test("is not guessed of links", async () => {
    const repository = await new GitRepository().start();
    repository.write(values, sidecar("1.0.0"));
    await repository.commit("A file");
    rmSync(join(repository.root, values));
    symlinkSync("../common.yaml", join(repository.root, values));
    await repository.commit("A link");
    rmSync(join(repository.root, values));
    repository.write(values, sidecar("1.2.0"));
    await repository.commit("A file again");
    const history = await readHistory(repository.root, reportOf(decidedBy(values, "1.2.0")));
    expect(told(history)).toEqual([`${values} mesh.image_version: 01 1.0.0, 02 unreadable, 03 1.2.0`]);
  });

  test("is followed through renames", async () => {
    const repository = await new GitRepository().start();
    const long = "# a comment that makes the file long enough to be known again\nresources: {}\n";
    repository.write("services/codfw/mathoid/values.yaml", sidecar("1.0.0", long));
    await repository.commit("Add mathoid");
    mkdirSync(join(repository.root, "services/mathoid"));
    renameSync(join(repository.root, "services/codfw/mathoid/values.yaml"), join(repository.root, values));
    await repository.commit("One folder for all clusters");
    repository.write(values, sidecar("1.1.0", long));
    await repository.commit("Bump");
    const history = await readHistory(repository.root, reportOf(decidedBy(values, "1.1.0")));
    expect(told(history)).toEqual([`${values} mesh.image_version: 01 1.0.0, 03 1.1.0`]);
    expect(history.lanes[0]?.points.map(({ file }) => file)).toEqual(["services/codfw/mathoid/values.yaml", values]);
  });

  test("is told of two files that change places", async () => {
    const repository = await new GitRepository().start();
    const [one, two] = [values, "services/mathoid/values-canary.yaml"];
    const text = (name: string, version: string) => sidecar(version, `# ${name.repeat(40)}\n`);
    repository.write(one, text("one", "1.0.0"));
    repository.write(two, text("two", "2.0.0"));
    await repository.commit("Two files");
    await repository.git("mv", one, "third");
    await repository.git("mv", two, one);
    await repository.git("mv", "third", two);
    await repository.commit("Swap them");
    const history = await readHistory(repository.root, reportOf(decidedBy(one, "2.0.0")));
    // Git sees no renames here, since both names are there before and after.
    expect(told(history)).toEqual([
      `${two} mesh.image_version: 01 2.0.0, 02 1.0.0`,
      `${one} mesh.image_version: 01 1.0.0, 02 2.0.0`,
    ]);
  });

  test("comes with a merge when that was made", async () => {
    const repository = await new GitRepository().start();
    repository.write(values, sidecar("1.0.0"));
    await repository.commit("Add mathoid");
    await repository.git("checkout", "--quiet", "-b", "side");
    repository.write(values, sidecar("1.1.0"));
    await repository.commit("Try");
    repository.write(values, sidecar("1.2.0"));
    await repository.commit("Bump");
    await repository.git("checkout", "--quiet", "main");
    repository.write("README", "");
    await repository.commit("Unrelated");
    await repository.git("merge", "--quiet", "--no-ff", "--message", "Merge side", "side");
    const history = await readHistory(repository.root, reportOf(decidedBy(values, "1.2.0")));
    expect(history.lanes[0]?.points.map(({ value, commit }) => [value, commit.subject])).toEqual([
      ["1.0.0", "Add mathoid"],
      ["1.2.0", "Merge side"],
    ]);
  });

  test("ends at the revision that is looked at", async () => {
    const repository = await new GitRepository().start();
    for (const version of ["1.0.0", "1.1.0", "1.2.0"]) {
      repository.write(values, sidecar(version));
      await repository.commit(version);
    }
    const { stdout: commit } = await repository.git("rev-parse", "HEAD~1");
    const revision = { name: "HEAD~1", commit, date: "2024-01-02T10:00:00.000Z" };
    const history = await readHistory(repository.root, { ...reportOf(decidedBy(values, "1.1.0")), revision });
    expect(told(history)).toEqual([`${values} mesh.image_version: 01 1.0.0, 02 1.1.0`]);
  });
});

describe("which files are told of", () => {
  test("besides those that decide, values files of the service that set a key of a known layout", async () => {
    const repository = await new GitRepository().start();
    repository.write(values, "tls:\n  image_version: 1.0.0\n");
    repository.write("services/mathoid/values-canary.yaml", sidecar("1.1.0"));
    repository.write("services/mathoid/other.yaml", "image_version: 1.1.0\n");
    repository.write("services/zotero/values.yaml", sidecar("9.9.9"));
    repository.write("general.yaml", sidecar("1.0.0"));
    await repository.commit("Add all");
    rmSync(join(repository.root, "services/mathoid/values-canary.yaml"));
    repository.write(values, "resources: {}\n");
    await repository.commit("Inherit");
    const history = await readHistory(repository.root, reportOf(decidedBy("general.yaml", "1.0.0")));
    expect(told(history)).toEqual([
      "general.yaml mesh.image_version: 01 1.0.0",
      "services/mathoid/values-canary.yaml mesh.image_version: 01 1.1.0, 02 no-file",
      `${values} tls.image_version: 01 1.0.0, 02 not-set`,
    ]);
    expect(history.lanes.map(({ decidesFor }) => decidesFor.length)).toEqual([1, 0, 0]);
  });

  test("those that decide what is not committed", async () => {
    const repository = await new GitRepository().start();
    repository.write(values, "main_app:\n  version: 1.0.0\n");
    await repository.commit("Add it");
    const path = ["main_app", "version"];
    const { lanes } = await readHistory(repository.root, reportOf(decidedBy(values, "1.1.0", path)));
    expect(lanes).toMatchObject([{ path, now: "1.1.0", points: [{ value: "1.0.0" }] }]);
  });

  test("a subchart's, by the end of the key", async () => {
    const repository = await new GitRepository().start();
    const file = "charts/mathoid/charts/proxy/values.yaml";
    repository.write(file, "image_version: 1.0.0\n");
    await repository.commit("Add it");
    const row = decidedBy(file, "1.0.0", ["proxy", "image_version"]);
    expect(told(await readHistory(repository.root, reportOf(row)))).toEqual([`${file} image_version: 01 1.0.0`]);
  });

  test("lists are read as well", async () => {
    const repository = await new GitRepository().start();
    repository.write(values, "sidecars:\n  - tag: 1.0.0\n  - tag: 2.0\n");
    await repository.commit("Add it");
    const rows = [decidedBy(values, "1.0.0", ["sidecars", 0, "tag"]), decidedBy(values, "2", ["sidecars", 1, "tag"])];
    expect(told(await readHistory(repository.root, reportOf(...rows)))).toEqual([
      `${values} sidecars.0.tag: 01 1.0.0`,
      // As Helm prints the number.
      `${values} sidecars.1.tag: 01 2`,
    ]);
  });

  test("none that git does not know", async () => {
    const repository = await new GitRepository().start();
    await repository.commit("Nothing");
    repository.write(values, sidecar("1.0.0"));
    const history = await readHistory(repository.root, reportOf(decidedBy(values, "1.0.0")));
    expect(history.lanes).toEqual([]);
    expect(history.newest?.subject).toBe("Nothing");
  });

  test("only those below the root, where git knows more", async () => {
    const repository = await new GitRepository().start();
    repository.write(`deployment/${values}`, sidecar("1.0.0"));
    repository.write(values, sidecar("9.9.9"));
    await repository.commit("Add both");
    const root = join(repository.root, "deployment");
    expect(told(await readHistory(root, reportOf(decidedBy(values, "1.0.0"))))).toEqual([
      `${values} mesh.image_version: 01 1.0.0`,
    ]);
  });
});

test("a shallow clone says that it is one", async () => {
  const repository = await new GitRepository().start();
  for (const version of ["1.0.0", "1.1.0"]) {
    repository.write(values, sidecar(version));
    await repository.commit(version);
  }
  const clone = scratchFolder();
  await execa("git", ["clone", "--quiet", "--depth=1", `file://${repository.root}`, clone]);
  const history = await readHistory(clone, reportOf(decidedBy(values, "1.1.0")));
  expect(history.cutOffAt).toBe(history.newest?.hash);
  expect(told(history)).toEqual([`${values} mesh.image_version: 02 1.1.0`]);
});

test.each([
  ["a folder that is no repository", async () => scratchFolder()],
  ["a repository without a commit", async () => (await new GitRepository().start()).root],
])("%s is an error of git", async (_, make) => {
  const root = await make();
  await expect(readHistory(root, reportOf(decidedBy(values, "1.0.0")))).rejects.toMatchObject({ name: "GitFailure" });
});
