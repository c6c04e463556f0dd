import type { GoMap } from "../../govalue/value.ts";
import { HelmError, type Warn, wrapError } from "../errors.ts";
import { extension } from "../path.ts";
import { decodeDocument } from "../struct-decoder.ts";
import type { SchemaValidator } from "../values/schema-validator.ts";
import { readTable, readYaml } from "../yaml.ts";
import type { LoadedChart } from "./chart.ts";
import type { ChartFile } from "./file.ts";
import { readChartArchive } from "./load-archive.ts";
import { lockDecoder, metadataDecoder, validateMetadata } from "./metadata.ts";

/** Builds a chart, with its subcharts, from its files: helm's `loader.LoadFiles`. */
export async function buildChart(files: readonly ChartFile[], warn: Warn): Promise<LoadedChart> {
  let metadata = readChartYaml(files);
  let values: GoMap | undefined;
  let schema: SchemaValidator | undefined;
  const templates: ChartFile[] = [];
  const others: ChartFile[] = [];
  const subcharts = new Map<string, ChartFile[]>();

  for (const file of files) {
    const { name } = file;
    if (name === "Chart.yaml") continue;
    if (name === "Chart.lock") {
      checkLock(file);
    } else if (name === "values.yaml") {
      values = reading(file, () => readTable(file.text));
    } else if (name === "values.schema.json") {
      schema = await schemaValidator(file);
    } else if (name === "requirements.yaml") {
      metadata ??= metadataDecoder.zero;
      if (metadata.apiVersion !== "v1") warn(requirementsWarning);
      const existing = metadata;
      metadata = reading(file, () => decodeDocument(metadataDecoder, readYaml(file.text), existing));
      if (metadata.apiVersion === "v1") others.push(file);
    } else if (name === "requirements.lock") {
      checkLock(file);
      metadata ??= metadataDecoder.zero;
      if (metadata.apiVersion === "v1") others.push(file);
      else warn(requirementsLockWarning);
    } else if (name.startsWith("templates/")) {
      templates.push(file);
    } else if (name.startsWith("charts/") && extension(name) !== ".prov") {
      const inner = name.slice("charts/".length);
      const [subchart = ""] = inner.split("/", 1);
      subcharts.set(subchart, [...(subcharts.get(subchart) ?? []), file.renamed(inner)]);
    } else {
      others.push(file);
    }
  }

  if (metadata === undefined) throw new HelmError("Chart.yaml file is missing");
  const valid = validateMetadata(metadata);
  const dependencies = await buildSubcharts(subcharts, valid.name, warn);
  return { metadata: valid, values, schema, templates, files: others, dependencies };
}

const requirementsWarning =
  'Warning: Dependencies are handled in Chart.yaml since apiVersion "v2". We recommend migrating dependencies to Chart.yaml.';
const requirementsLockWarning =
  'Warning: Dependency locking is handled in Chart.lock since apiVersion "v2". We recommend migrating to Chart.lock.';

type WrittenMetadata = typeof metadataDecoder.zero;

/** The library is loaded for charts that have a schema; it takes longer than most charts. */
async function schemaValidator(file: ChartFile): Promise<SchemaValidator> {
  const { SchemaValidator } = await import("../values/schema-validator.ts");
  return new SchemaValidator(file.text);
}

/** Chart.yaml comes first, wherever it stands among the files; a chart without `apiVersion` is one of Helm 2. */
function readChartYaml(files: readonly ChartFile[]): WrittenMetadata | undefined {
  let metadata: WrittenMetadata | undefined;
  for (const file of files) {
    if (file.name !== "Chart.yaml") continue;
    const existing = metadata;
    metadata = reading(file, () => decodeDocument(metadataDecoder, readYaml(file.text), existing));
    if (metadata.apiVersion === "") metadata.apiVersion = "v1";
  }
  return metadata;
}

function checkLock(file: ChartFile): void {
  reading(file, () => decodeDocument(lockDecoder, readYaml(file.text)));
}

function reading<T>(file: ChartFile, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw wrapError(error, `cannot load ${file.name}`);
  }
}

/** Helm takes the subcharts in the random order of a Go map; here they come in the order of their files. */
async function buildSubcharts(
  subcharts: ReadonlyMap<string, readonly ChartFile[]>,
  parent: string,
  warn: Warn,
): Promise<LoadedChart[]> {
  const built: LoadedChart[] = [];
  for (const [name, files] of subcharts) {
    if (name.startsWith("_") || name.startsWith(".")) continue;
    const packaged = extension(name) === ".tgz";
    const [first] = files;
    if (packaged && first !== undefined && first.name !== name) {
      throw new HelmError(`error unpacking subchart tar in ${parent}: expected ${name}, got ${first.name}`);
    }
    try {
      const own = packaged && first !== undefined ? await readChartArchive(first.data) : filesBelow(name, files);
      built.push(await buildChart(own, warn));
    } catch (error) {
      throw wrapError(error, `error unpacking subchart ${name} in ${parent}`);
    }
  }
  return built;
}

function filesBelow(folder: string, files: readonly ChartFile[]): ChartFile[] {
  const prefix = `${folder}/`;
  return files
    .filter(({ name }) => name.startsWith(prefix))
    .map((file) => file.renamed(file.name.slice(prefix.length)));
}
