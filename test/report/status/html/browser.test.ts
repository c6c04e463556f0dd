import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { statusPage } from "../../../../src/report/status/html/page.ts";
import { decidedRow } from "../../../status/decided-row.ts";
import { reportOf } from "../../../status/rows.ts";
import { describeWithChromium } from "../../../support/chromium.ts";
import { hostileNames, hostilePage } from "./hostile.ts";
import { sampleHistory, sampleReport } from "./sample.ts";

const sample = statusPage(sampleReport, sampleHistory);

/** What the matrix shows: a line for each row that can be seen, in order. */
async function shownRows(page: Page): Promise<string[]> {
  const rows = await page.locator("#matrix tbody tr:visible").all();
  return Promise.all(
    rows.map(async (row) => {
      const cells = await row.locator("th, td").allInnerTexts();
      const seen = cells.map((cell) => cell.trim());
      return seen.join("|").replace(/\s+/g, " ").trim();
    }),
  );
}

/** The text of what has the focus. */
function focused(page: Page): Promise<string> {
  return page.evaluate<string>("document.activeElement.innerText");
}

function styleOf(page: Page, selector: string, property: string): Promise<string> {
  return page.evaluate<string>(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).${property}`);
}

const allRows = [
  "mathoid|1.35.9-1 ◆|1.35.9-1 ◆ main 1.23.10-3 ↓ canary",
  "zotero|1.15.5-1 ↓|1.23.10-3 ↓",
  "apertium|1.23.10-3 ↓ ×2|",
  "kafka-ui|latest",
];

describeWithChromium("the page in a browser", (open) => {
  test("shows services by environments and complains about nothing", async () => {
    const { page, complaints } = await open(sample);
    expect(await shownRows(page)).toEqual(allRows);
    expect(await page.locator("output").innerText()).toBe("4 of 4 services, 8 of 8 images");
    expect(await page.locator(".lanes li").count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  describe("the filter", () => {
    test.each([
      ["text of a service", "Find", "zot", ["zotero|1.15.5-1 ↓|1.23.10-3 ↓"], "1 of 4 services, 2 of 8 images"],
      ["an environment", "Find", "codfw mathoid", ["mathoid|1.35.9-1 ◆|"], "1 of 4 services, 1 of 8 images"],
      ["a release", "Find", "CANARY", ["mathoid||1.23.10-3 ↓ canary"], "1 of 4 services, 1 of 8 images"],
      ["a file", "Find", "charts/kafka-ui/values.yaml", ["kafka-ui|latest"], "1 of 4 services, 1 of 8 images"],
      ["a version", "Version", "1.35.9-1", ["mathoid|1.35.9-1 ◆|1.35.9-1 ◆ main"], "1 of 4 services, 2 of 8 images"],
      ["an origin", "Origin", "override", ["mathoid|1.35.9-1 ◆|1.35.9-1 ◆ main"], "1 of 4 services, 2 of 8 images"],
      ["no such thing", "Find", "nowhere", [], "Nothing fits."],
    ])("by %s", async (_, label, value, rows, count) => {
      const { page } = await open(sample);
      const field = page.getByLabel(label, { exact: true });
      if (label === "Find") await field.fill(value);
      else await field.selectOption(value);
      expect(await shownRows(page)).toEqual(rows);
      expect(await page.getByRole("status").innerText()).toBe(count);
    });

    test("by who is behind, all together, and back", async () => {
      const { page } = await open(sample);
      await page.getByLabel("behind only").check();
      expect(await shownRows(page)).toEqual(["mathoid||1.23.10-3 ↓ canary", ...allRows.slice(1, 3)]);
      await page.getByLabel("Version", { exact: true }).selectOption("1.23.10-3");
      await page.getByLabel("Find").fill("eqiad");
      expect(await shownRows(page)).toEqual(["mathoid||1.23.10-3 ↓ canary", "zotero||1.23.10-3 ↓"]);
      await page.getByRole("button", { name: "Reset" }).click();
      await expect.poll(() => shownRows(page)).toEqual(allRows);
    });

    test("leaves out what it leaves out from the timeline as well", async () => {
      const { page } = await open(sample);
      await page.getByLabel("Find").fill("zotero");
      expect(await page.locator(".lanes li:visible").count()).toBe(0);
    });
  });

  test("sorts by name and by version, the oldest first, and says so", async () => {
    const { page } = await open(sample);
    const table = page.locator("#matrix table").first();
    const names = () => table.locator("tbody th").allInnerTexts();
    const sorted = (head: string) => table.getByRole("columnheader", { name: head }).getAttribute("aria-sort");
    await table.getByRole("button", { name: "service" }).click();
    expect([await names(), await sorted("service")]).toEqual([["apertium", "mathoid", "zotero"], "ascending"]);
    await table.getByRole("button", { name: "service" }).click();
    expect([await names(), await sorted("service")]).toEqual([["zotero", "mathoid", "apertium"], "descending"]);
    await table.getByRole("button", { name: "codfw" }).click();
    expect([await names(), await sorted("codfw"), await sorted("service")]).toEqual([
      ["zotero", "apertium", "mathoid"],
      "ascending",
      null,
    ]);
    await table.getByRole("button", { name: "codfw" }).click();
    expect(await names()).toEqual(["mathoid", "apertium", "zotero"]);
    // What is empty stays last.
    await table.getByRole("button", { name: "eqiad" }).click();
    expect((await names()).at(-1)).toBe("apertium");
    await table.getByRole("button", { name: "eqiad" }).click();
    expect((await names()).at(-1)).toBe("apertium");
  });

  describe("details", () => {
    test("open on a click, with the chain of what decides, and close by Escape", async () => {
      const { page, complaints } = await open(sample);
      await page.locator("#matrix td a", { hasText: "canary" }).click();
      const panel = page.getByRole("dialog", { name: "mathoid" });
      expect(await panel.isVisible()).toBe(true);
      const chain = await panel.locator(".meant .chain li").allInnerTexts();
      expect(chain.map((line) => line.replace(/\s+/g, " "))).toEqual([
        "chart charts/mathoid/values.yaml:4:3 tag: latest",
        "stand-in .fixtures/general-eqiad.yaml:29:18 image_version: 1.23.10-3 decides",
      ]);
      expect(await panel.locator(".history tbody tr").allInnerTexts()).toEqual([
        "2024-03-01\t1.35.9-1\t202403010 mathoid: Go ahead",
        "2023-03-01\tnot set here\t202303010 mathoid: Inherit",
        "2022-03-01\t1.15.5-1\t202203010 mathoid: Add TLS",
      ]);
      await page.keyboard.press("Escape");
      expect(await panel.isVisible()).toBe(false);
      expect(complaints).toEqual([]);
    });

    test("are reached by keyboard alone, and give the focus back", async () => {
      const { page } = await open(sample);
      await page.keyboard.press("Tab");
      expect(await focused(page)).toBe("Skip to the matrix");
      await page.locator("#matrix tbody th a", { hasText: "zotero" }).focus();
      await page.keyboard.press("Tab");
      expect(await focused(page)).toContain("1.15.5-1");
      await page.keyboard.press("Enter");
      expect(await page.getByRole("dialog", { name: "zotero" }).isVisible()).toBe(true);
      expect(await focused(page)).toBe("Close");
      await page.keyboard.press("Enter");
      expect(await page.getByRole("dialog").count()).toBe(0);
      expect(await focused(page)).toContain("1.15.5-1");
    });

    test("no part of the page keeps the focus", async () => {
      const { page } = await open(sample);
      const seen = new Set<string>();
      // More steps than there are places to stop at: it comes round, or leaves the page.
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press("Tab");
        seen.add(await page.evaluate<string>(`document.activeElement.closest("header, section")?.id ?? ""`));
      }
      expect([...seen]).toEqual(expect.arrayContaining(["matrix", "timeline", "details"]));
    });
  });

  test("what has the focus can be seen to have it", async () => {
    const { page } = await open(sample);
    for (const selector of ["#matrix td a", "#matrix thead button", "summary", "input[type=search]", ".lanes a"]) {
      await page.locator(selector).first().focus();
      await page.keyboard.press("Shift");
      const outline = await styleOf(page, selector, "outlineStyle");
      expect(outline, selector).not.toBe("none");
    }
  });

  describe("without JavaScript", () => {
    const options = { javaScriptEnabled: false };

    test("all can be read; what would not work is not there", async () => {
      const { page, complaints } = await open(sample, options);
      expect(await page.locator("#matrix tbody tr").count()).toBe(4);
      expect(await page.locator("form:visible").count()).toBe(0);
      expect(await page.locator("#matrix thead button").count()).toBe(0);
      await page.locator("summary", { hasText: "mathoid" }).click();
      expect(await page.locator(".chain:visible").count()).toBe(2);
      expect(complaints).toEqual([]);
    });

    test("a link of the matrix opens what it leads to", async () => {
      const { page } = await open(sample, options);
      await page.locator("#matrix td a", { hasText: "1.15.5-1" }).click();
      expect(await page.locator(".block:target").isVisible()).toBe(true);
      expect(await page.locator(".block:target").innerText()).toContain("general.yaml:29:18");
    });

    test("the theme can be chosen", async () => {
      const { page } = await open(sample, { ...options, colorScheme: "light" });
      await page.getByLabel("dark").check();
      expect(await styleOf(page, "html", "colorScheme")).toBe("dark");
    });
  });

  test("a theme that was chosen is kept", async () => {
    const { page } = await open(sample, { colorScheme: "light" });
    const background = () => styleOf(page, "body", "backgroundColor");
    const light = await background();
    await page.getByLabel("dark").check();
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.reload();
    expect(await background()).toBe(dark);
  });

  test("no colour stands for a version alone, and each version has one", async () => {
    const { page } = await open(sample);
    const chips = await page.evaluate<[string, string][]>(
      `[...document.querySelectorAll(".legend .chip")].map((chip) =>
        [chip.innerText.split(" ")[0], getComputedStyle(chip).backgroundColor])`,
    );
    const colors = new Map(chips);
    expect([...colors.keys()].sort()).toEqual(["1.15.5-1", "1.23.10-3", "1.35.9-1", "latest"]);
    expect(new Set(colors.values()).size).toBe(colors.size);
  });

  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

  describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
    test.each([1280, 400])("%i pixels wide, axe finds no fault, with and without details", async (width) => {
      const { page } = await open(sample, { colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
      await page.evaluate(axe);
      const faults = async () => {
        const { violations } = await page.evaluate<AxeResults>("axe.run()");
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
      };
      expect(await faults()).toEqual([]);
      for (const summary of await page.locator("summary").all()) await summary.click();
      expect(await faults()).toEqual([]);
      await page.locator("#matrix td a").first().click();
      expect(await faults()).toEqual([]);
    });
  });

  test("a page that is too narrow scrolls in its tables alone", async () => {
    const { page } = await open(sample, { viewport: { width: 320, height: 700 } });
    const width = await page.evaluate<number>("document.documentElement.scrollWidth");
    expect(width).toBe(320);
  });

  test("on paper it is light, with all rows and without what one cannot use there", async () => {
    const { page } = await open(sample, { colorScheme: "dark" });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await shownRows(page)).toEqual(allRows);
    expect(await page.locator("form:visible, .theme:visible").count()).toBe(0);
    expect(await styleOf(page, "body", "backgroundColor")).toBe("rgb(255, 255, 255)");
    const pdf = await page.pdf({ format: "A4", landscape: true });
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  });

  describe("hostile names", () => {
    test.each(hostileNames)("%j is shown and does nothing", async (name) => {
      const { page, complaints } = await open(hostilePage(name));
      expect(await page.locator("script, style, img").count()).toBe(2);
      const handlers = await page.evaluate<string[]>(
        `[...document.querySelectorAll("*")].flatMap((element) =>
          element.getAttributeNames().filter((name) => /^(?:on|autofocus|style)/.test(name)))`,
      );
      expect(handlers).toEqual([]);
      await page.getByLabel("Find").fill("values.yaml");
      expect(await page.getByRole("status").innerText()).toBe("1 of 1 services, 1 of 1 images");
      await page.locator("#matrix td a").click();
      expect(await page.getByRole("dialog").isVisible()).toBe(true);
      expect(complaints).toEqual([]);
    });
  });

  test("200 services in 12 environments are no burden", async () => {
    const environments = Array.from({ length: 12 }, (_, i) => `cluster-${i}`);
    const rows = Array.from({ length: 200 }, (_, i) =>
      environments.map((environment, j) => {
        const version = `1.${(i * 7 + j) % 9}.0-1`;
        return decidedRow({
          service: `service-${i}`,
          environment,
          version,
          file: `general-${j}.yaml`,
          kind: "inherited",
        });
      }),
    ).flat();
    const { page, complaints } = await open(statusPage(reportOf(...rows), undefined));
    expect(await page.locator("#matrix td a").count()).toBe(2400);
    await page.getByLabel("Find").fill("service-19 cluster-3");
    expect(await page.locator("#matrix tbody tr:visible").count()).toBe(11);
    expect(complaints).toEqual([]);
  });
});
