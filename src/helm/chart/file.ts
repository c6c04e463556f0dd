import { bytesToText } from "../../govalue/text.ts";

/** The size above which helm refuses a file of a chart, in bytes. */
export const maxFileSize = 5 * 1024 * 1024;

/** A file of a chart: its path relative to the chart, and its content without a byte-order mark. */
export class ChartFile {
  readonly name: string;
  readonly data: Uint8Array;
  #text: string | undefined;

  constructor(name: string, data: Uint8Array) {
    this.name = name;
    this.data = data;
  }

  /** The content as a Go string. */
  get text(): string {
    this.#text ??= bytesToText(this.data);
    return this.#text;
  }

  /** The same file under another name. */
  renamed(name: string): ChartFile {
    return new ChartFile(name, this.data);
  }
}

/** Helm drops a byte-order mark from every file that it loads. */
export function withoutByteOrderMark(data: Uint8Array): Uint8Array {
  return data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? data.subarray(3) : data;
}
