import { posix } from "node:path";
import { type CommitUnit, fillTemplate } from "../config/commits.ts";
import type { PlannedCommit } from "../git/commit.ts";
import { composeMessage } from "../git/compose-message.ts";
import { onOneLine } from "../on-one-line.ts";
import { parseImageReference } from "../render/image-reference.ts";
import type { BumpedRelease, BumpPlan } from "./plan.ts";

/** How edits are committed. */
export interface CommitSettings {
  /** What one commit is for. */
  readonly per: CommitUnit;
  /** The message of each, with placeholders. */
  readonly message: string;
  /** Tasks that the commits are for, such as T123. */
  readonly bugs: readonly string[];
  /** The name of the image, where a release does not get another one. */
  readonly image: string;
  /** The version that is asked for, where one is. */
  readonly version: string | undefined;
  /** The stage of a rollout. */
  readonly stage: string | undefined;
}

/** As many names stand in a message; of more, their number. */
const mostNames = 3;

/**
 * The commits of a plan. Where there is one for each service, a service is its name: the same in several clusters is one. Files
 * that serve several services are in commits of their own, one for each set of services, which name them all.
 *
 * @throws UserError `usage` where the message names something that there is not
 */
export function planCommits({ edits, releases }: BumpPlan, settings: CommitSettings): PlannedCommit[] {
  const groups = new Map<string, { services: readonly string[]; files: string[] }>();
  for (const { path } of edits) {
    const services = servicesOf(path, releases);
    const key = settings.per === "service" ? JSON.stringify(services) : "";
    const group = groups.get(key) ?? { services: [], files: [] };
    groups.set(key, { services: distinct([...group.services, ...services]), files: [...group.files, path] });
  }
  return [...groups.values()].map(({ services, files }) => {
    const served = releases.filter((release) => files.some((file) => isServedBy(file, release)));
    return { message: messageFor(services, served, settings), files };
  });
}

function isServedBy(file: string, { outcome }: BumpedRelease): boolean {
  return "files" in outcome && outcome.files.includes(file);
}

/** The names of the services that a file serves. */
function servicesOf(file: string, releases: readonly BumpedRelease[]): string[] {
  const services = releases.filter((release) => isServedBy(file, release)).map(({ helmfile }) => helmfile.service);
  // A release may be skipped for what another of its files holds.
  return distinct(services.length > 0 ? services : [posix.basename(posix.dirname(file))]);
}

function messageFor(services: readonly string[], releases: readonly BumpedRelease[], settings: CommitSettings): string {
  const { message, image, version, stage, bugs } = settings;
  const clusters = releases.flatMap(({ helmfile: { cluster } }) => (cluster === undefined ? [] : [cluster]));
  const environments = releases.map(({ environment }) => environment ?? "default");
  const versions = releases.flatMap(versionsOf);
  const images = releases.flatMap(({ changes }) => changes.map(({ name }) => name ?? image));
  const text = fillTemplate(message, {
    service: listed(services, "services"),
    version: listed(versions.length > 0 ? versions : [version ?? inheritedVersion], "versions"),
    environment: listed(environments, "environments"),
    release: listed(
      releases.map(({ name }) => name),
      "releases",
    ),
    image: listed(images.length > 0 ? images : [image], "images"),
    ...(clusters.length > 0 && { cluster: listed(clusters, "clusters") }),
    ...(stage !== undefined && { stage }),
  });
  const isNamed = services.length <= mostNames || !message.includes("{service}");
  const paragraph = isNamed ? undefined : `Services: ${services.map(onOneLine).join(", ")}`;
  return composeMessage(text, { paragraph, bugs });
}

const inheritedVersion = "the inherited version";

/** The versions that a release runs after the edits. */
function versionsOf({ images, changes }: BumpedRelease): string[] {
  if (changes.length > 0) return changes.map((change) => change.version ?? inheritedVersion);
  return images.flatMap((image) => parseImageReference(image).tag ?? []);
}

/** Names in a message: that of a folder could make up lines of it. */
function listed(names: readonly string[], noun: string): string {
  const each = distinct(names);
  return each.length <= mostNames ? each.map(onOneLine).join(", ") : `${each.length} ${noun}`;
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
