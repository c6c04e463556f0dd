import type { Site } from "../../provenance/origin.ts";
import type { StatusKey, StatusReport, StatusRow } from "../../status/report.ts";
import { failureJson } from "../render-failure.ts";
import { countDiff, countReport } from "./counts.ts";
import type { StatusFormat } from "./style.ts";

/** To be raised when a field changes its meaning or goes. */
const formatVersion = 1;

/** One JSON object. Files are named relative to the root, those of the host absolute. */
export const jsonFormat: StatusFormat = {
  report: (report) => print({ formatVersion, ...reportJson(report) }),
  diff: (diff) =>
    print({
      formatVersion,
      before: { revision: diff.before.revision ?? null, failures: diff.before.failures.map(failureJson) },
      after: { revision: diff.after.revision ?? null, failures: diff.after.failures.map(failureJson) },
      added: diff.added.map(rowJson),
      removed: diff.removed.map(rowJson),
      changed: diff.changed.map(({ before, after }) => ({ before: rowJson(before), after: rowJson(after) })),
      uncompared: diff.uncompared.map(rowJson),
      summary: countDiff(diff),
    }),
};

function print(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** A report as data that JSON has: what is not there is null. */
export function reportJson(report: StatusReport) {
  return {
    revision: report.revision ?? null,
    wanted: report.wanted,
    rows: report.rows.map(rowJson),
    images: report.images.map(({ image, newest, mostCommon, versions }) => ({
      image,
      newest: newest ?? null,
      mostCommon: mostCommon ?? null,
      versions: versions.map((count) => ({ ...count, version: count.version ?? null })),
    })),
    services: report.services.map((service) => ({ ...service, versions: service.versions.map(orNull) })),
    failures: report.failures.map(failureJson),
    summary: countReport(report),
  };
}

function rowJson(row: StatusRow) {
  const { cluster, environment, version, origin, age, drift } = row;
  return {
    ...row,
    cluster: cluster ?? null,
    environment: environment ?? null,
    version: version ?? null,
    origin: { ...origin, sites: origin.sites.map(siteJson), keys: origin.keys.map(keyJson) },
    age: age === undefined ? null : { commit: age.commit ?? null, days: age.days },
    drift: drift.map(orNull),
  };
}

function keyJson({ keyPath, path, chain }: StatusKey) {
  return { keyPath, path, chain: chain.map((layer) => ({ ...layer, site: layer.site ? siteJson(layer.site) : null })) };
}

function siteJson({ file, line, column, text, lineText }: Site) {
  return { file, line, column, text, lineText };
}

function orNull(version: string | undefined): string | null {
  return version ?? null;
}
