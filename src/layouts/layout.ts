import type { ChartSource } from "./chart-source.ts";

/**
 * How the charts of a repository take part in TLS: a description, in data. Neither rules nor engine ask which layout it is;
 * another one is another folder here.
 */
export interface Layout {
  /** That of its folder. */
  readonly name: string;
  /** One sentence. */
  readonly description: string;
  /** Whether a chart is of this layout. Of several that say so, the first by name counts. */
  detect(chart: ChartSource): boolean;
}
