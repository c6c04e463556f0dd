import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { type Allowance, ExhaustedError, spend } from "../../govalue/allowance.ts";
import { quote } from "../../govalue/strconv.ts";
import { HelmError, messageOf } from "../errors.ts";
import { clean } from "../path.ts";
import { ChartFile, maxFileSize, withoutByteOrderMark } from "./file.ts";

/** The sum of sizes above which helm refuses an archive, in bytes. */
const maxChartSize = 100 * 1024 * 1024;
/** An archive is its files and a header of 512 bytes for each; what is longer is not read to its end. */
const maxArchiveSize = 2 * maxChartSize;

/** Headers older than POSIX are read as well. The library's types do not know the option. */
const tarOptions = { highWaterMark: 64 * 1024, allowUnknownFormat: true };

const gzipSignature = [0x1f, 0x8b, 0x08];

/** What it takes to read an entry, apart from its size. */
const entryCost = 5000;

/** The files of a packaged chart, from helm's pkg/chart/loader: paths lose their first element and must stay below it. */
export async function readChartArchive(data: Uint8Array, allowance: Allowance): Promise<ChartFile[]> {
  // Most charts are folders, and the library takes its time to load.
  const { extract } = await import("tar-stream");
  const archive = extract(tarOptions);
  const unpacked = gunzip(data);
  allowance.run(() => spend(unpacked.length));
  archive.end(unpacked);

  const files: ChartFile[] = [];
  let remaining = maxChartSize;
  try {
    for await (const entry of archive) {
      allowance.run(() => spend(entryCost));
      const { name, type, size = 0 } = entry.header;
      if (type === "directory" || name.endsWith("/")) {
        entry.resume();
        continue;
      }
      const path = chartPath(name);
      if (size > remaining) throw tooLarge();
      if (size > maxFileSize) {
        throw new HelmError(
          `decompressed chart file ${quote(name)} is larger than the maximum file size ${maxFileSize}`,
        );
      }
      const content = await buffer(entry);
      remaining -= content.length;
      if (remaining <= 0) throw tooLarge();
      files.push(new ChartFile(path, withoutByteOrderMark(content)));
    }
  } catch (error) {
    if (error instanceof HelmError || error instanceof ExhaustedError) throw error;
    throw new HelmError(goTarError(messageOf(error)), { cause: error });
  }
  if (files.length === 0) throw new HelmError("no files in chart archive");
  return files;
}

/**
 * Whether the file is gzipped at all: helm looks before it unpacks a chart that was named on the command line.
 *
 * @throws {HelmError} where it is not
 */
export function ensureArchive(name: string, data: Uint8Array): void {
  if (gzipSignature.every((byte, i) => data[i] === byte)) return;
  if (/\.ya?ml$/.test(name)) {
    throw new HelmError(`file '${name}' seems to be a YAML file, but expected a gzipped archive`);
  }
  throw new HelmError(`file '${name}' does not appear to be a gzipped archive; got '${contentType(data)}'`);
}

/** As much of Go's `http.DetectContentType` as tells text from binary data. */
function contentType(data: Uint8Array): string {
  const binary = data.subarray(0, 512).some((byte) => byte <= 0x08 || byte === 0x0b || (byte >= 0x0e && byte <= 0x1a));
  return binary ? "application/octet-stream" : "text/plain; charset=utf-8";
}

function chartPath(name: string): string {
  const delimiter = name.includes("\\") ? "\\" : "/";
  const [first, ...rest] = name.split(delimiter);
  const path = rest.join("/");
  if (path.startsWith("/")) throw new HelmError("chart illegally contains absolute paths");
  const cleaned = clean(path);
  if (cleaned === ".") {
    throw new HelmError(`chart illegally contains content outside the base directory: ${quote(name)}`);
  }
  if (cleaned.startsWith("..")) throw new HelmError("chart illegally references parent directory");
  if (/^[a-zA-Z]:\//.test(cleaned)) throw new HelmError("chart contains illegally named files");
  if (first === "Chart.yaml") throw new HelmError("chart yaml not in base directory");
  return cleaned;
}

function tooLarge(): HelmError {
  return new HelmError(`decompressed chart is larger than the maximum file size ${maxChartSize}`);
}

function gunzip(data: Uint8Array): Uint8Array {
  try {
    return gunzipSync(data, { maxOutputLength: maxArchiveSize });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    if (code === "Z_BUF_ERROR") throw new HelmError(data.length === 0 ? "EOF" : "unexpected EOF", { cause: error });
    // Go reads the ten bytes of the header before it looks at them.
    throw new HelmError(data.length < 10 ? "unexpected EOF" : "gzip: invalid header", { cause: error });
  }
}

function goTarError(message: string): string {
  if (message.startsWith("Invalid tar header")) return "archive/tar: invalid tar header";
  return message === "Unexpected end of data" ? "unexpected EOF" : message;
}
