import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, onTestFinished } from "vitest";

/** Debian's. */
const executablePath = "/usr/bin/chromium";

/** Nothing but the page itself is to be loaded. */
const args = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Opens a page of HTML, in a context of its own. */
export type Opener = (html: string, options?: BrowserContextOptions) => Promise<OpenedPage>;

export interface OpenedPage {
  readonly page: Page;
  /** What it has complained about: messages of the console, errors, and requests for anything but the page itself. */
  readonly complaints: readonly string[];
}

/** Tests in a real browser; where there is none, the name of the skipped tests says so. */
export function describeWithChromium(name: string, tests: (open: Opener) => void): void {
  const isMissing = !existsSync(executablePath);
  const reason = isMissing ? " (skipped: Debian's chromium is not installed)" : "";
  describe.skipIf(isMissing)(name + reason, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args });
    });
    afterAll(() => browser.close());
    tests(async (html, options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      onTestFinished(() => context.close());
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("request", (request) => {
        if (request.url() !== address) complaints.push(`request for ${request.url()}`);
      });
      await page.route(address, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: html }));
      await page.goto(address);
      return { page, complaints };
    });
  });
}

/** Nobody is there: the page is put in its place. */
const address = "http://status.invalid/";
