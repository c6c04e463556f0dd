import type { OriginKind, StatusRow } from "../../src/status/report.ts";
import type { PlainRow } from "../../src/status/standing.ts";
import { plainRow } from "./rows.ts";

/** What a test says of a row; the rest is as it is most often. */
export interface DecidedRow {
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

/** A row that one line of one file decides, above the default of a chart. */
export function decidedRow(facts: DecidedRow): PlainRow {
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
  const decides = kind === "inherited" ? ("stand-in" as const) : ("values" as const);
  const chain = [
    { kind: "chart" as const, file: below.file, value: "latest", site: below, decides: false },
    { kind: decides, file, value: text, site, decides: true },
  ];
  const keys = [{ keyPath: path.join("."), path, chain }];
  return plainRow({
    ...{ service, cluster, folder, environment, release, image, version, age },
    helmfile: `${folder}/helmfile.yaml`,
    origin: { kind, sites: [site], isTraced: true, keys },
  });
}
