import { type Allowance, spend } from "../../govalue/allowance.ts";
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

/** What it takes to find out what a file is for. */
const fileCost = 100;

/** What a chart and its subcharts are built with. */
export interface BuildContext {
  /** For all that is read of their files. */
  readonly allowance: Allowance;
  readonly warn: Warn;
}

/** Builds a chart, with its subcharts, from its files: helm's `loader.LoadFiles`. */
export async function buildChart(files: readonly ChartFile[], context: BuildContext): Promise<LoadedChart> {
  const { allowance, warn } = context;
  // Those of a subchart are handed on at every level.
  allowance.run(() => spend(fileCost * files.length));
  const reading = <T>(file: ChartFile, read: () => T): T => readFile(file, () => allowance.run(read));
  let metadata = readChartYaml(files, reading);
  let values: GoMap | undefined;
  let schema: SchemaValidator | undefined;
  const templates: ChartFile[] = [];
  const others: ChartFile[] = [];
  const subcharts = new Map<string, ChartFile[]>();

  for (const file of files) {
    const { name } = file;
    if (name === "Chart.yaml") continue;
    if (name === "Chart.lock") {
      checkLock(file, reading);
    } else if (name === "values.yaml") {
      values = reading(file, () => readTable(file.text));
    } else if (name === "values.schema.json") {
      // The library takes longer to load than most charts.
      const { SchemaValidator } = await import("../values/schema-validator.ts");
      schema = reading(file, () => new SchemaValidator(file.text));
    } else if (name === "requirements.yaml") {
      metadata ??= metadataDecoder.zero;
      if (metadata.apiVersion !== "v1") warn(requirementsWarning);
      const existing = metadata;
      metadata = reading(file, () => decodeDocument(metadataDecoder, readYaml(file.text), existing));
      if (metadata.apiVersion === "v1") others.push(file);
    } else if (name === "requirements.lock") {
      checkLock(file, reading);
      metadata ??= metadataDecoder.zero;
      if (metadata.apiVersion === "v1") others.push(file);
      else warn(requirementsLockWarning);
    } else if (name.startsWith("templates/")) {
      templates.push(file);
    } else if (name.startsWith("charts/") && extension(name) !== ".prov") {
      const inner = name.slice("charts/".length);
      const [subchart = ""] = inner.split("/", 1);
      const own = subcharts.get(subchart) ?? [];
      subcharts.set(subchart, own);
      own.push(file.renamed(inner));
    } else {
      others.push(file);
    }
  }

  if (metadata === undefined) throw new HelmError("Chart.yaml file is missing");
  const valid = validateMetadata(metadata);
  const dependencies = await buildSubcharts(subcharts, valid.name, context);
  return { metadata: valid, values, schema, templates, files: others, dependencies };
}

const requirementsWarning =
  'Warning: Dependencies are handled in Chart.yaml since apiVersion "v2". We recommend migrating dependencies to Chart.yaml.';
const requirementsLockWarning =
  'Warning: Dependency locking is handled in Chart.lock since apiVersion "v2". We recommend migrating to Chart.lock.';

type WrittenMetadata = typeof metadataDecoder.zero;

/** Chart.yaml comes first, wherever it stands among the files; a chart without `apiVersion` is one of Helm 2. */
function readChartYaml(files: readonly ChartFile[], reading: Reading): WrittenMetadata | undefined {
  let metadata: WrittenMetadata | undefined;
  for (const file of files) {
    if (file.name !== "Chart.yaml") continue;
    const existing = metadata;
    metadata = reading(file, () => decodeDocument(metadataDecoder, readYaml(file.text), existing));
    if (metadata.apiVersion === "") metadata.apiVersion = "v1";
  }
  return metadata;
}

function checkLock(file: ChartFile, reading: Reading): void {
  reading(file, () => decodeDocument(lockDecoder, readYaml(file.text)));
}

type Reading = <T>(file: ChartFile, read: () => T) => T;

function readFile<T>(file: ChartFile, read: () => T): T {
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
  context: BuildContext,
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
      const own =
        packaged && first !== undefined
          ? await readChartArchive(first.data, context.allowance)
          : filesBelow(name, files);
      built.push(await buildChart(own, context));
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
