import { isDeepStrictEqual } from "node:util";
import { GoError } from "../../govalue/function.ts";
import type { GoValue } from "../../govalue/value.ts";
import { unmarshal } from "../../goyaml/index.ts";
import { splitManifests } from "../../helm/release/manifests.ts";
import type { ChartContext, RenderedChart } from "../rule.ts";
import { manifestsOf } from "./manifests.ts";
import { tlsValues } from "./tls-values.ts";

/**
 * Proves that fixes of a chart do no harm: with TLS off it renders to what it did before, with the chart's own values and with
 * those of each of its fixtures, and with TLS on every template that rendered still does, with some of these at least: what
 * is called now may ask for more values. Whether the fixes do good is for the rules to say: what they found must be gone.
 *
 * Checksums do not count, since white space changes them, nor does what did not render before.
 *
 * @returns what speaks against the fixes, a line each; none: they are proven
 */
export async function proveFix(before: ChartContext, after: ChartContext): Promise<string[]> {
  const layout = before.layout ?? after.layout;
  if (layout === undefined) return [];
  const reasons = new Set<string>();
  const failures = new Map<string, string>();
  const rendered = new Set<string>();
  for (const base of [[], ...before.fixtures.map(({ text }) => [text])]) {
    const off = [...base, tlsValues(before, layout, base, "off")];
    for (const reason of compareOff(await before.render(...off), await after.render(...off))) reasons.add(reason);
    const on = [...base, tlsValues(before, layout, base, "on")];
    const now = await after.render(...on);
    for (const name of namesOf(now)) rendered.add(name);
    for (const [name, reason] of newFailures(await before.render(...on), now)) failures.set(name, reason);
  }
  for (const [name, reason] of failures) if (!rendered.has(name)) reasons.add(reason);
  return [...reasons];
}

function compareOff(before: RenderedChart, after: RenderedChart): string[] {
  const texts = new Map(after.templates.map(({ name, text }) => [name, text]));
  const changed = before.templates.flatMap(({ name, text, failure }) => {
    const now = texts.get(name);
    if (failure !== undefined || now === undefined || isSame(text, now)) return [];
    // A workload that had no pods, since a line ran into the next one, did not work before either.
    if (podsOf(before, name) < podsOf(after, name)) return [];
    return [`with TLS off, ${name} renders to something else`];
  });
  return [...newFailures(before, after).map(([, reason]) => reason), ...changed];
}

function podsOf(chart: RenderedChart, template: string): number {
  return manifestsOf(chart).pods.filter(({ object }) => object.template === template).length;
}

/** The templates that rendered before and do not any more, each with what to say of it. */
function newFailures(before: RenderedChart, after: RenderedChart): [name: string, reason: string][] {
  if (before.failure !== undefined) return [];
  if (after.failure !== undefined) return [["", `the chart does not render any more: ${after.failure}`]];
  const rendered = new Set(namesOf(before));
  return after.templates.flatMap(({ name, failure }) => {
    if (failure === undefined || !rendered.has(name)) return [];
    return [[name, `${name} does not render any more: ${failure}`]];
  });
}

function namesOf({ templates }: RenderedChart): string[] {
  return templates.filter(({ failure }) => failure === undefined).map(({ name }) => name);
}

/** Whether two texts have the same manifests. What was no YAML before was nothing that anybody could use. */
function isSame(before: string, after: string): boolean {
  if (before === after) return true;
  const [old, now] = [before, after].map((text) =>
    splitManifests(text.replace(/\b[0-9a-f]{64}\b/g, "checksum")).map(readDocument),
  );
  return old?.includes(undefined) === true || isDeepStrictEqual(old, now);
}

/** The value of a document; `undefined` where it is no YAML. */
function readDocument(document: string): GoValue | undefined {
  try {
    return unmarshal(document);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return undefined;
  }
}
