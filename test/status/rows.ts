import type { StatusReport, StatusRow } from "../../src/status/report.ts";
import { compareRows, type PlainRow } from "../../src/status/standing.ts";

/** A row of a service in its own folder, as far as it is said. */
export function plainRow(row: Partial<PlainRow> & Pick<PlainRow, "service">): PlainRow {
  const { service, image = "envoy", version = "1.0.0-1" } = row;
  return {
    cluster: undefined,
    folder: `services/${service}`,
    helmfile: `services/${service}/helmfile.yaml`,
    environment: "eqiad",
    release: "main",
    namespace: service,
    chart: "stable/bird",
    workload: "Deployment/main",
    container: "proxy",
    reference: `${image}:${version}`,
    image,
    repository: image,
    version,
    origin: { kind: "unknown", isTraced: false, sites: [], keys: [] },
    age: undefined,
    ...row,
  };
}

export function reportOf(...rows: PlainRow[]): StatusReport {
  return { revision: undefined, wanted: ["envoy"], failures: [], ...compareRows(rows) };
}

/** What a row is called in these tests. */
export function nameOf({ service, workload, container, image, version }: StatusRow): string {
  return `${service} ${workload} ${container} ${image}:${version}`;
}
