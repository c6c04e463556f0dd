// Times bump-envoy beside the shell function that it replaces, by turns, on copies of a repository:
//   npm run bench:bump -- DIR [VERSION] [RUNS]
// For the shell function the helmfiles are patched first, as somebody would have to by hand, outside the measured time.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { prepareState } from "../dist/render/prepare-state.js";
import { buildTools } from "../scripts/tools.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const [source = join(root, "fixtures", "repository-2020"), version = "1.14.4-1", runs = "3"] = process.argv.slice(2);
const cache = buildTools();
const yq = join(cache, "yq-v4.54.2");
const env = {
  ...process.env,
  PATH: [join(cache, "helmfile-v0.167.1"), join(cache, "helm-v3.19.5"), yq, process.env.PATH].join(delimiter),
};
const capture = { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"], env };

if (!existsSync(join(yq, "yq"))) {
  execFileSync("go", ["install", "github.com/mikefarah/yq/v4@v4.54.2"], {
    env: { ...env, GOBIN: yq },
    stdio: "inherit",
  });
}

const competitors = {
  "bump-envoy": [process.execPath, [join(root, "dist", "cli.js"), version, "--quiet"]],
  "shell function": [join(root, "bench", "shell-function.sh"), [version]],
};
const seconds = Object.fromEntries(Object.keys(competitors).map((name) => [name, []]));
const changes = {};

for (let run = 0; run < Number(runs); run++) {
  for (const [name, [command, args]] of Object.entries(competitors)) {
    const folder = mkdtempSync(join(tmpdir(), "bump-envoy-bench-"));
    cpSync(source, folder, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith("/.git") });
    if (name === "shell function") patchHelmfiles(folder);
    git(folder, "init", "--quiet", ".");
    git(folder, "add", "--all");
    const start = process.hrtime.bigint();
    try {
      execFileSync(command, args, { ...capture, cwd: folder });
    } catch (error) {
      // bump-envoy exits 1 where a helmfile cannot be rendered; the shell function does not notice.
      if (error.status !== 1) throw error;
    }
    seconds[name].push(Number(process.hrtime.bigint() - start) / 1e9);
    changes[name] = git(folder, "diff", "--shortstat").trim();
    rmSync(folder, { recursive: true });
  }
}

for (const [name, times] of Object.entries(seconds)) {
  const [min, median, max] = [0, 0.5, 1].map(
    (part) => times.toSorted((a, b) => a - b)[Math.round(part * (times.length - 1))],
  );
  const figures = [min, median, max].map((value) => value.toFixed(2)).join(" / ");
  console.log(`${name.padEnd(15)} ${figures} s (min / median / max of ${times.length})   ${changes[name]}`);
}

function git(folder, ...args) {
  return execFileSync("git", args, { ...capture, cwd: folder });
}

/** What helmfiles of 2020 need before a helmfile of today takes them: no Tiller, no hooks, charts from the checkout. */
function patchHelmfiles(folder) {
  const dropFields = ["tillerNamespace", "tillerless", "helmBinary"];
  const mapChart = (chart) => chart.replace(/^(?:wmf-)?stable\//, `${folder}/charts/`);
  const files = readdirSync(folder, { recursive: true }).filter((name) =>
    /(^|\/)(helmfile|defaults)\.yaml$/.test(name),
  );
  for (const path of files.map((name) => join(folder, name)).filter((path) => existsSync(path))) {
    writeFileSync(path, prepareState(readFileSync(path, "utf8"), { dropFields, mapChart }));
  }
}
