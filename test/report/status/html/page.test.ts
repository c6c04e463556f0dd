import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { statusPage } from "../../../../src/report/status/html/page.ts";
import { decidedRow } from "../../../status/decided-row.ts";
import { reportOf } from "../../../status/rows.ts";
import { hostileNames, hostilePage } from "./hostile.ts";
import { sampleHistory, sampleReport } from "./sample.ts";

test("the same report gives the same page", () => {
  expect(statusPage(sampleReport, sampleHistory)).toBe(statusPage(sampleReport, sampleHistory));
});

test("its policy lets its own style and script run, and nothing else", () => {
  const page = statusPage(sampleReport, sampleHistory);
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll("&#39;", "'");
  const hashOf = (tag: string) => {
    const [, text = ""] = new RegExp(`<${tag}>(.*?)</${tag}>`, "s").exec(page) ?? [];
    return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  };
  expect(policy?.split("; ")).toEqual([
    "default-src 'none'",
    `style-src ${hashOf("style")}`,
    `script-src ${hashOf("script")}`,
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  // Neither style nor script stands anywhere else.
  expect(page.match(/<(?:script|style)\b|\sstyle=|\son\w+=/g)).toEqual(["<style", "<script"]);
});

test("says who has asked for what, and of when it is", () => {
  const revision = { name: "HEAD~3", commit: "0123456789abcdef", date: "2024-02-03T04:05:06.000Z" };
  const page = statusPage({ ...sampleReport, wanted: ["envoy", "envoy-*"], revision }, undefined);
  expect(page).toContain("<title>Where envoy and envoy-* run</title>");
  expect(page).toContain("at <b>HEAD~3</b> (012345678, 2024-02-03)");
  expect(page).toContain("Git knows no history of these files.");
});

test("names what could not be rendered", () => {
  const helmfile = { path: "services/x/helmfile.yaml", folder: "services/x", service: "x", cluster: undefined };
  const failure = { helmfile: { ...helmfile, environments: ["eqiad"] }, environment: "eqiad", message: "<no> & why" };
  expect(statusPage({ ...sampleReport, failures: [failure] }, undefined)).toContain(
    "<code>services/x/helmfile.yaml</code> in eqiad<pre>&lt;no&gt; &amp; why</pre>",
  );
  expect(statusPage(sampleReport, undefined)).not.toContain("Not rendered in full");
});

test("nothing that runs is a page as well", () => {
  expect(statusPage(reportOf(), undefined)).toContain("0 images of 0 services, 0 behind");
});

describe("hostile names stay text", () => {
  test.each(hostileNames)("%j", (name) => {
    const page = hostilePage(name);
    const plain = statusPage(sampleReport, undefined);
    // As much markup of the kinds that names could bring as on any page.
    for (const markup of [/<script\b/g, /<style\b/g, /<\/script/g, /<\/style/g, /<img/g, /<!--/g]) {
      expect(page.match(markup)?.length).toBe(plain.match(markup)?.length);
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
    expect(page).not.toMatch(/[\u0000\u001b\u202e]|[\ud800-\udfff](?![\udc00-\udfff])/);
  });
});

test("what a file said that decides for several services is told once", () => {
  const rows = ["mathoid", "zotero"].map((service) =>
    decidedRow({ service, version: "1.1.0", kind: "inherited", file: "general.yaml" }),
  );
  const report = reportOf(...rows);
  const commit = { hash: "0".repeat(40), author: "Ann", date: "2024-01-01T00:00:00.000Z", subject: "Go ahead" };
  const points = [{ commit, file: "general.yaml", value: "1.1.0", gap: undefined }];
  const services = ["helmfile.d/services/mathoid", "helmfile.d/services/zotero"];
  const lane = { services, file: "general.yaml", path: ["mesh", "image_version"], now: "1.1.0", points };
  const lanes = [{ ...lane, decidesFor: report.rows }];
  const page = statusPage(report, { newest: commit, cutOffAt: undefined, lanes });
  expect(page.match(/Go ahead/g)?.length).toBe(1);
  expect(page.match(/<li data-service="shared-1">/g)?.length).toBe(1);
  expect(page).toContain(`<details id="shared-1"><summary><b>general.yaml</b> for 2 services</summary>`);
  expect(page).toContain("It decides for mathoid, zotero.");
});

describe("the matrix", () => {
  const text = (page: string) => page.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

  test("has a table for each folder of services, and in the layout of clusters one row for a service", () => {
    const rows = ["staging", "codfw"].map((cluster) =>
      decidedRow({ service: "mathoid", cluster, folder: `services/${cluster}/mathoid`, version: "1.0.0" }),
    );
    const page = statusPage(reportOf(...rows), undefined);
    expect(page.match(/<caption id="group-\d+">[^<]*/g)).toEqual([`<caption id="group-1">services`]);
    expect(
      page
        .match(/<th scope="col">[^<]*/g)
        ?.slice(0, 3)
        .map((head) => head.slice(16)),
    ).toEqual(["service", "codfw", "staging"]);
    expect(page.match(/<th scope="row">/g)?.length).toBe(1);
    // What differs by the cluster alone is told once.
    expect(text(page)).toContain("services/{staging,codfw}/mathoid/values.yaml:29:18");
  });

  test("names both where a cluster has several environments", () => {
    const row = decidedRow({
      service: "x",
      cluster: "codfw",
      environment: "canary",
      folder: "s/codfw/x",
      version: "1",
    });
    expect(statusPage(reportOf(row), undefined)).toContain(`<th scope="col">codfw / canary</th>`);
  });

  test.each([
    [undefined, "no tag"],
    ["sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "sha256:0123456789ab…"],
    ["latest", "latest"],
  ])("shows %s as %s", (version, shown) => {
    const page = statusPage(reportOf(decidedRow({ service: "x", environment: "y", version })), undefined);
    expect(page).toContain(`<b class="chip plain">${shown}`);
  });
});
