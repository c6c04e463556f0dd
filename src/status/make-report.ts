import type { RenderFailure } from "../bump/plan.ts";
import type { SelectedTarget } from "../bump/selection.ts";
import type { ValuesFiles } from "../bump/values-files.ts";
import type { Revision } from "../git/revision.ts";
import { formatKeyPath, type ImageOrigin, isTraced, type ReleaseOrigins, winnerOf } from "../provenance/origin.ts";
import type { OriginKind, StatusOrigin, StatusReport } from "./report.ts";
import { compareRows, type PlainRow } from "./standing.ts";

/** The releases of a target that a report is about, and what decides their images. */
export interface TargetReleases {
  readonly target: SelectedTarget;
  readonly releases: readonly ReleaseOrigins[];
}

export interface ReportRequest {
  readonly revision: Revision | undefined;
  /** The globs of the names of images that were looked for. */
  readonly wanted: readonly string[];
  readonly traced: readonly TargetReleases[];
  readonly failures: readonly RenderFailure[];
  readonly files: ValuesFiles;
}

/** Makes a report of what decides the images of releases. Nothing is known of ages yet. */
export function makeReport({ revision, wanted, traced, failures, files }: ReportRequest): StatusReport {
  const rows = traced.flatMap(({ target, releases }) =>
    releases.flatMap((release) => release.images.map((origin) => rowOf(target, release, origin, files))),
  );
  return { revision, wanted, failures, ...compareRows(rows) };
}

function rowOf(
  { source, environment }: SelectedTarget,
  { release }: ReleaseOrigins,
  origin: ImageOrigin,
  files: ValuesFiles,
): PlainRow {
  const { service, cluster, folder, path: helmfile } = source;
  const { image } = origin;
  return {
    ...{ service, cluster, folder, helmfile, environment },
    release: release.name,
    namespace: release.namespace,
    chart: release.chart,
    workload: image.object,
    container: image.container,
    reference: image.text,
    image: image.name,
    repository: image.registry === undefined ? image.path : `${image.registry}/${image.path}`,
    version: image.digest ?? image.tag,
    origin: describeOrigin(origin, (file) => files.isOwn(file, folder)),
    age: undefined,
  };
}

/** @param isOwn - whether a file is one of the service's own */
function describeOrigin({ version }: ImageOrigin, isOwn: (file: string) => boolean): StatusOrigin {
  const winners = version.causes.flatMap((cause) => winnerOf(cause) ?? []);
  const sites = winners.flatMap(({ site }) => site ?? []);
  return {
    kind: kindOf({ version }, isOwn),
    sites: winners.length > 0 ? sites : version.literals,
    isTraced: isTraced(version),
    keys: version.causes.map((cause) => ({
      keyPath: formatKeyPath(cause.path),
      path: cause.path,
      chain: cause.layers.map((layer) => ({
        kind: layer.kind,
        file: layer.file,
        value: layer.value,
        site: layer.site,
        decides: layer === winnerOf(cause),
      })),
    })),
  };
}

function kindOf({ version }: Pick<ImageOrigin, "version">, isOwn: (file: string) => boolean): OriginKind {
  const [winner, ...others] = version.causes.flatMap((cause) => winnerOf(cause) ?? []);
  if (winner === undefined) return version.literals.length > 0 ? "literal" : "unknown";
  if (others.length > 0) return "several";
  if (winner.kind === "chart") return "chart";
  return winner.kind !== "stand-in" && isOwn(winner.site?.file ?? winner.file) ? "override" : "inherited";
}
