import { quote } from "../../govalue/strconv.ts";
import { compareText } from "../../govalue/text.ts";
import { type Warn, wrapError } from "../errors.ts";
import { base } from "../path.ts";
import { trimSpace } from "../text.ts";
import type { Container } from "./containers.ts";
import { installOrder } from "./install-order.ts";
import { type ManifestHead, readManifestHead } from "./manifest-head.ts";

/** One YAML document of a rendered template. */
export interface Manifest {
  /** The path of the template. */
  readonly path: string;
  readonly content: string;
  readonly kind: string;
  /** Those that have an image. */
  readonly containers: readonly Container[];
}

/** A manifest that is run at some point of a release instead of being part of it. */
export interface Hook extends Manifest {
  readonly events: readonly string[];
}

export interface SortedManifests {
  readonly hooks: readonly Hook[];
  readonly manifests: readonly Manifest[];
}

const hookAnnotation = "helm.sh/hook";

const hookEvents: ReadonlyMap<string, string> = new Map([
  ...["install", "delete", "upgrade", "rollback"].flatMap((event) => [
    [`pre-${event}`, `pre-${event}`] as const,
    [`post-${event}`, `post-${event}`] as const,
  ]),
  ["test", "test"],
  ["test-success", "test"],
]);

/**
 * Splits rendered templates into manifests, tells hooks from the others and sorts both in the order of installation:
 * helm's `releaseutil.SortManifests`.
 *
 * @param rendered the text of each template by its path
 * @throws {HelmError} where a manifest is no YAML
 */
export function sortManifests(rendered: ReadonlyMap<string, string>, warn: Warn): SortedManifests {
  const hooks: Hook[] = [];
  const manifests: Manifest[] = [];
  const paths = [...rendered.keys()].sort(compareText);
  for (const path of paths) {
    if (base(path).startsWith("_")) continue;
    for (const content of splitManifests(rendered.get(path) ?? "")) {
      const { kind, annotations, containers } = readHead(path, content);
      const manifest = { path, content, kind, containers };
      const hook = annotations?.get(hookAnnotation);
      if (hook === undefined) {
        manifests.push(manifest);
        continue;
      }
      const events = hook.split(",").map((event) => hookEvents.get(event.trim().toLowerCase()));
      if (events.every((event) => event !== undefined)) hooks.push({ ...manifest, events });
      else warn(`info: skipping unknown hook: ${quote(hook)}`);
    }
  }
  return { hooks: hooks.sort(byKind), manifests: manifests.sort(byKind) };
}

/**
 * The documents of a YAML stream: helm's `releaseutil.SplitManifests`. A separator is `---` at the beginning of the stream
 * or of a line, whatever follows it, with all blanks around it.
 */
export function splitManifests(stream: string): string[] {
  const text = trimSpace(stream);
  const documents: string[] = [];
  let start = 0;
  let separator = text.startsWith("---") ? 0 : text.indexOf("\n---");
  while (separator >= 0) {
    let end = separator;
    while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
    if (end > start) documents.push(trimSpace(text.slice(start, end)));
    start = separator + (separator === 0 ? 3 : 4);
    while (isBlank(text.charCodeAt(start))) start += 1;
    separator = text.indexOf("\n---", start);
  }
  if (start < text.length) documents.push(trimSpace(text.slice(start)));
  return documents;
}

/** What `\s` is in Go's regular expressions. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0c || code === 0x0d;
}

function readHead(path: string, content: string): ManifestHead {
  try {
    return readManifestHead(content);
  } catch (error) {
    throw wrapError(error, `YAML parse error on ${path}`);
  }
}

/** Kinds that helm does not know come last, by name. */
function byKind(a: Manifest, b: Manifest): number {
  const first = installOrder.get(a.kind);
  const second = installOrder.get(b.kind);
  if (first === undefined && second === undefined) return compareText(a.kind, b.kind);
  return (first ?? installOrder.size) - (second ?? installOrder.size);
}
