import { isDeepStrictEqual } from "node:util";
import { GoError } from "../../govalue/function.ts";
import type { GoValue } from "../../govalue/value.ts";
import { unmarshal } from "../../goyaml/index.ts";
import { splitManifests } from "../../helm/release/manifests.ts";
import type { ChartContext, RenderedChart } from "../rule.ts";
import { tlsValues } from "./tls-values.ts";

/**
 * Proves that fixes of a chart do no harm: with TLS off it renders to what it did before, and whatever rendered with TLS on
 * still does, with the chart's own values and with those of each of its fixtures. Whether they do good is for the rules to
 * say: what they found must be gone.
 *
 * Checksums do not count, since white space changes them, nor does what did not render before.
 *
 * @returns what speaks against the fixes, a line each; none: they are proven
 */
export function proveFix(before: ChartContext, after: ChartContext): string[] {
  const layout = before.layout ?? after.layout;
  if (layout === undefined) return [];
  const reasons = new Set<string>();
  for (const base of [[], ...before.fixtures.map(({ text }) => [text])]) {
    for (const state of ["off", "on"] as const) {
      const values = [...base, tlsValues(before, layout, base, state)];
      for (const reason of compare(before.render(...values), after.render(...values), state)) reasons.add(reason);
    }
  }
  return [...reasons];
}

function compare(before: RenderedChart, after: RenderedChart, state: "on" | "off"): string[] {
  if (before.failure !== undefined) return [];
  if (after.failure !== undefined) return [`the chart does not render any more: ${after.failure}`];
  const texts = new Map(after.templates.map((template) => [template.name, template]));
  return before.templates.flatMap(({ name, text, failure }) => {
    if (failure !== undefined) return [];
    const now = texts.get(name);
    if (now === undefined) return state === "off" && text.trim() !== "" ? [`${name} is gone`] : [];
    if (now.failure !== undefined) return [`${name} does not render any more: ${now.failure}`];
    if (state === "on" || isSame(text, now.text)) return [];
    return [`with TLS off, ${name} renders to something else`];
  });
}

function isSame(before: string, after: string): boolean {
  if (before === after) return true;
  const [old, now] = [before, after].map((text) => splitManifests(text.replace(/\b[0-9a-f]{64}\b/g, "checksum")));
  return isDeepStrictEqual(old?.map(readDocument), now?.map(readDocument));
}

function readDocument(document: string): GoValue {
  try {
    return unmarshal(document);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    return document;
  }
}
