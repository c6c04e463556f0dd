import { spend } from "../../govalue/allowance.ts";

/** A container with an image, as a manifest has it. */
export interface Container {
  readonly name: string;
  readonly image: string;
  /** The object that holds the pod, as `Kind/name`. */
  readonly object: string;
}

const containerLists: ReadonlySet<unknown> = new Set(["containers", "initContainers", "ephemeralContainers"]);

/** What it takes to look at a value. */
const nodeCost = 20;

/**
 * The containers of a manifest in the order in which they stand, init containers included, wherever it keeps its pod (a
 * Deployment, a CronJob, a custom resource with a pod template, a List).
 *
 * @param manifest - the values of a YAML document
 */
export function findContainers(manifest: unknown): Container[] {
  const found: Container[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) {
      spend(nodeCost * value.length);
      value.forEach(look);
    } else if (value instanceof Map) {
      spend(nodeCost * value.size);
      value.forEach((item, key) => {
        if (Array.isArray(item) && containerLists.has(key)) {
          for (const container of containersOf(item, manifest)) found.push(container);
        }
        look(item);
      });
    }
  };
  look(manifest);
  return found;
}

function containersOf(list: readonly unknown[], manifest: unknown): Container[] {
  return list.flatMap((container) => {
    const image = field(container, "image");
    if (typeof image !== "string") return [];
    return { name: String(field(container, "name") ?? ""), image, object: describeObject(manifest) };
  });
}

function describeObject(manifest: unknown): string {
  return `${field(manifest, "kind") ?? "?"}/${field(field(manifest, "metadata"), "name") ?? "?"}`;
}

function field(value: unknown, key: string): unknown {
  return value instanceof Map ? value.get(key) : undefined;
}
