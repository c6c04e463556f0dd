import { GoError } from "../../govalue/function.ts";
import type { GoMap, GoValue } from "../../govalue/value.ts";
import { unmarshal } from "../../goyaml/index.ts";
import type { Layout } from "../../layouts/layout.ts";
import type { ChartContext } from "../rule.ts";

const byText = new Map<string, GoMap>();
/** Those of a chart are asked for again and again. */
const mostTexts = 100;

/** The values of a text as helm reads them; none where it is no YAML, or no map. They are not to be changed. */
export function readValuesText(text: string): GoMap {
  let values = byText.get(text);
  if (values === undefined) {
    if (byText.size >= mostTexts) byText.clear();
    values = parseValues(text);
    byText.set(text, values);
  }
  return values;
}

function parseValues(text: string): GoMap {
  try {
    const values = unmarshal(text);
    return values instanceof Map ? values : new Map();
  } catch (error) {
    if (error instanceof GoError) return new Map();
    throw error;
  }
}

/** The value at a path in the last of several maps that has one; null counts as one that has none. */
export function valueIn(layers: readonly GoMap[], path: readonly string[]): GoValue | undefined {
  for (const layer of layers.toReversed()) {
    let value: GoValue | undefined = layer;
    for (const key of path) value = value instanceof Map ? value.get(key) : undefined;
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** The values of a chart, and on top of them those of a fixture. */
export function layersOf(context: ChartContext, base: readonly string[]): GoMap[] {
  return [context.values?.text ?? "", ...base].map(readValuesText);
}

/**
 * Values that turn TLS on or off, to go on top of others. What the helpers read and nothing sets is set as well.
 *
 * @param base - what they go on top of, besides the chart's own
 */
export function tlsValues(context: ChartContext, layout: Layout, base: readonly string[], state: "on" | "off"): string {
  const layers = layersOf(context, base);
  const { root, enabled, publicPort, keys, switches } = layout.values;
  const values: Nested = {};
  const hasBlock = valueIn(layers, [root]) instanceof Map;
  for (const { path, example } of keys) {
    // A sidecar without a public port is one that only calls others.
    if (hasBlock && path.join(".") === publicPort.join(".")) continue;
    if (valueIn(layers, path) === undefined) set(values, path, example);
  }
  if (state === "on") {
    const port = valueIn(layers, publicPort);
    if (port !== undefined && isElsewhere(String(port), [context.values?.text ?? "", ...base]))
      set(values, publicPort, probePort);
  }
  for (const { path, value } of switches) set(values, path, value);
  set(values, enabled, state === "on");
  // What the sidecar may reach is opened whether it is there or not.
  if (state === "off") for (const { path, value } of layout.values.reach ?? []) set(values, path, value);
  if (state === "on") defineListeners(values, layers, layout, namesOfListeners(layers, layout));
  return JSON.stringify(values);
}

/** Values that turn on all that is off in a chart's own values: what hides behind a switch is then there. */
export function allSwitchedOn(context: ChartContext): string {
  return JSON.stringify(switchedOn(readValuesText(context.values?.text ?? "")) ?? {});
}

function switchedOn(values: GoMap): Nested | undefined {
  const on: Nested = {};
  for (const [key, value] of values) {
    const changed = value === false ? true : value instanceof Map ? switchedOn(value) : undefined;
    if (changed !== undefined) on[key] = changed;
  }
  return Object.keys(on).length === 0 ? undefined : on;
}

/** Values with which the sidecar has something to reach, to go on top of those that turn TLS on; `undefined`: none. */
export function listenerValues({ values: { listeners } }: Layout): string | undefined {
  if (listeners === undefined) return undefined;
  const values: Nested = {};
  set(values, [...listeners.definitions, exampleListener], JSON.parse(listeners.example));
  set(values, listeners.names, [exampleListener]);
  return JSON.stringify(values);
}

const exampleListener = "bump-envoy-example";

/** The listeners that values name. */
export function namesOfListeners(layers: readonly GoMap[], { values: { listeners } }: Layout): string[] {
  const names = listeners === undefined ? undefined : valueIn(layers, listeners.names);
  return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
}

/** Production says what they mean, and the chart may well not. */
function defineListeners(values: Nested, layers: readonly GoMap[], layout: Layout, names: readonly string[]): void {
  const { listeners } = layout.values;
  if (listeners === undefined) return;
  for (const name of names) {
    const path = [...listeners.definitions, name];
    if (valueIn(layers, path) === undefined) set(values, path, JSON.parse(listeners.example));
  }
}

/** A port that no chart has. */
const probePort = 46998;

/** Whether a port is also that of something else, so that nobody could tell which of the two is meant. */
function isElsewhere(port: string, texts: readonly string[]): boolean {
  return /^[1-9]\d*$/.test(port) && texts.join("\n").split(new RegExp(`\\b${port}\\b`)).length > 2;
}

/** The public port that a chart has with some values on top, with TLS on; `undefined`: none. */
export function publicPortOf(context: ChartContext, layout: Layout, base: readonly string[]): string | undefined {
  return portIn(layersWithTls(context, layout, base), layout.values.publicPort);
}

/** The port of the sidecar's own metrics, likewise. */
export function telemetryPortOf(context: ChartContext, layout: Layout, base: readonly string[]): string | undefined {
  const layers = layersWithTls(context, layout, base);
  const { telemetry } = layout.values;
  return telemetry && valueIn(layers, telemetry.enabled) === true ? portIn(layers, telemetry.port) : undefined;
}

function layersWithTls(context: ChartContext, layout: Layout, base: readonly string[]): GoMap[] {
  return [...layersOf(context, base), readValuesText(tlsValues(context, layout, base, "on"))];
}

function portIn(layers: readonly GoMap[], path: readonly string[]): string | undefined {
  const port = valueIn(layers, path);
  return port === undefined || port === "" || port === false || Number(port) === 0 ? undefined : String(port);
}

interface Nested {
  [key: string]: string | number | boolean | readonly string[] | Nested;
}

function isNested(value: Nested[string] | undefined): value is Nested {
  return typeof value === "object" && !Array.isArray(value);
}

function set(values: Nested, [key, ...below]: readonly string[], value: Nested[string]): void {
  if (key === undefined) return;
  if (below.length === 0) {
    values[key] = value;
    return;
  }
  const nested = values[key];
  const map = isNested(nested) ? nested : {};
  values[key] = map;
  set(map, below, value);
}
