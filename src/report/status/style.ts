import type { StatusDiff, StatusReport } from "../../status/report.ts";
import type { Colors } from "../terminal.ts";

/** How something is to be printed. */
export interface StatusStyle {
  readonly colors: Colors;
  /** How many characters a line may have; `undefined`: any number. */
  readonly width: number | undefined;
}

/** A way to print what `status` found. */
export interface StatusFormat {
  report(report: StatusReport, style: StatusStyle): string | Promise<string>;
  /** `undefined`: it shows one state only. */
  readonly diff?: (diff: StatusDiff, style: StatusStyle) => string;
}
