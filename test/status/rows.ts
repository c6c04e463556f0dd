import type { OriginKind, StatusReport, StatusRow } from "../../src/status/report.ts";
import { compareRows } from "../../src/status/standing.ts";

/** What a test says of a row; the rest is as it is most often. */
export interface RowFacts {
  readonly service: string;
  readonly version: string | undefined;
  readonly environment?: string;
  readonly cluster?: string;
  readonly folder?: string;
  readonly release?: string;
  readonly image?: string;
  readonly kind?: OriginKind;
  /** The file that decides, and the key. */
  readonly file?: string;
  readonly path?: readonly (string | number)[];
  readonly age?: StatusRow["age"];
}

type PlainRow = Omit<StatusRow, "isBehind" | "drift">;

/** A row that one line of one file decides, above the default of a chart. */
export function rowOf(facts: RowFacts): PlainRow {
  const { service, version, environment, cluster, release = "main", image = "envoy", kind = "override", age } = facts;
  const { folder = `helmfile.d/services/${service}`, path = ["mesh", "image_version"] } = facts;
  const { file = `${folder}/values.yaml` } = facts;
  const text = version ?? "";
  const site = { file, line: 29, column: 18, text, lineText: `  image_version: ${text}` };
  const below = {
    file: `charts/${service}/values.yaml`,
    line: 4,
    column: 3,
    text: "latest",
    lineText: "  tag: latest",
  };
  const chain = [
    { kind: "chart" as const, file: below.file, value: "latest", site: below, decides: false },
    {
      kind: kind === "inherited" ? ("stand-in" as const) : ("values" as const),
      file,
      value: text,
      site,
      decides: true,
    },
  ];
  return {
    ...{ service, cluster, folder, environment, release, image, version, age },
    helmfile: `${folder}/helmfile.yaml`,
    namespace: service,
    chart: `wmf-stable/${service}`,
    workload: `Deployment/${service}-${release}`,
    container: `${service}-tls-proxy`,
    reference: `registry.example.org/${image}:${version}`,
    repository: `registry.example.org/${image}`,
    origin: { kind, sites: [site], isTraced: true, keys: [{ keyPath: path.join("."), path, chain }] },
  };
}

/** A report of rows, compared with each other. */
export function reportOf(rows: readonly PlainRow[], more: Partial<StatusReport> = {}): StatusReport {
  return { revision: undefined, wanted: ["envoy"], failures: [], ...compareRows(rows), ...more };
}
