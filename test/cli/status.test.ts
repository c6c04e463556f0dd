import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { beforeEach, describe, expect, test } from "vitest";
import { copyOfFixture, makeTree, readTree, temporaryFolder } from "../helpers.ts";
import { cli, commitAll, copyFixture, runCli, runCliWith } from "./run.ts";

const services = "helmfile.d/services";
const egret = `${services}/egret`;

/** The time a number of days and an hour ago. */
function daysAgo(days: number): string {
  return new Date(Date.now() - (days * 24 + 1) * 60 * 60 * 1000).toISOString();
}

async function git(folder: string, ...args: string[]): Promise<string> {
  return (await execa("git", args, { cwd: folder })).stdout;
}

function edit(folder: string, path: string, from: string, to: string): void {
  const text = readFileSync(join(folder, path), "utf8");
  expect(text).toContain(from);
  writeFileSync(join(folder, path), text.replace(from, to));
}

/** The rows of the JSON, or the first of them. */
async function rowsOf(folder: string, ...args: string[]) {
  const { stdout } = await runCli(folder, "status", "--format", "json", ...args);
  return JSON.parse(stdout).rows;
}

describe("the table", () => {
  let folder: string;
  beforeEach(async () => {
    folder = copyOfFixture("repository-versions");
    await commitAll(folder, { author: "Ada Lovelace", date: daysAgo(100) });
    edit(folder, `${services}/heron/values-canary.yaml`, "1.15.0-1", "1.15.1-1");
    await commitAll(folder, { author: "Grace Hopper", date: daysAgo(5) });
  });

  test("groups by version, the newest first, and names who is behind; nothing changes", async () => {
    const before = readTree(folder);
    const { exitCode, stdout, stderr } = await runCli(folder, "status");
    const [newer, older] = (await git(folder, "log", "--format=%H")).split("\n").map((hash) => hash.slice(0, 9));
    expect(stdout.replaceAll(String(newer), "NEWER").replaceAll(String(older), "OLDER")).toBe(
      [
        "  SERVICE  WHERE                               ORIGIN     DECIDED BY                           AGE   COMMIT                  DRIFT",
        "envoy-future 1.14.4-1  newest, 2 images, 1 service",
        "  auk      staging, eqiad: main                inherited  .fixtures/general.yaml:4             3 mo  OLDER Ada Lovelace",
        "",
        "envoy 1.15.1-1  newest, 1 image, 1 service",
        "  heron    eqiad: canary                       override   values-canary.yaml:4                 5 d   NEWER Grace Hopper  also 1.13.1-2",
        "",
        "envoy 1.14.4-1  behind 1.15.1-1, 5 images, 2 services",
        "  swan     staging: main                       override   values-staging.yaml:2                3 mo  OLDER Ada Lovelace",
        "  swan     eqiad: main                         override   values.yaml:3                        3 mo  OLDER Ada Lovelace",
        "  wader    staging: main; eqiad: main, canary  inherited  .fixtures/general.yaml:4             3 mo  OLDER Ada Lovelace",
        "",
        "envoy 1.13.1-2  behind 1.15.1-1, most common, 14 images, 7 services",
        "  crane    staging, eqiad: main                inherited  helmfile.d/shared/birds.yaml:2       3 mo  OLDER Ada Lovelace",
        "  dove     staging, eqiad: main                several    values.yaml:2, values.yaml:3         3 mo  OLDER Ada Lovelace",
        "  gull     staging, eqiad: main                override   values.yaml.gotmpl:2                 3 mo  OLDER Ada Lovelace",
        "  heron    staging: main                       override   values-staging.yaml:2                3 mo  OLDER Ada Lovelace  also 1.15.1-1",
        "  heron    eqiad: main                         override   values.yaml:2                        3 mo  OLDER Ada Lovelace  also 1.15.1-1",
        "  loon     staging, eqiad: main                literal    charts/literal/templates/pod.yaml:8  3 mo  OLDER Ada Lovelace",
        "  stork    staging, eqiad: main                inherited  helmfile.d/shared/birds.yaml:2       3 mo  OLDER Ada Lovelace",
        "  tern     staging, eqiad: main                override   values.yaml:2                        3 mo  OLDER Ada Lovelace",
        "",
      ]
        .join("\n")
        .replaceAll("OLDER", "OLDER".padEnd(0) || "OLDER"),
    );
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: "22 images of 10 services, 19 behind, 1 service in several versions\n",
    });
    expect(readTree(folder)).toEqual(before);
  });
});
