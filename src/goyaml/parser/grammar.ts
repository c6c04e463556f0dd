import type { Library } from "../library.ts";
import type { ScanErrorPlace } from "../scanner/scan-error.ts";
import type { ScannerOptions } from "../scanner/scanner.ts";

/** In what the scanners and parsers of go-yaml's versions differ. */
export interface Grammar extends ScannerOptions {
  /** Whether an anchor is known in the documents after its own. */
  readonly keepsAnchors: boolean;
  /** The line that an error names, 0 for none (`parser.fail` in decode.go): the first line never, and others off by one. */
  lineOf(place: ScanErrorPlace): number;
}

export const grammars: Readonly<Record<Library, Grammar>> = {
  v2: {
    lookahead: 0,
    joinsComments: false,
    keepsAnchors: false,
    lineOf: ({ line, contextLine, byScanner }) => (line === 0 ? contextLine : line + Number(byScanner)),
  },
  // yaml.v3 keeps comments: it needs to see what follows them.
  v3: {
    lookahead: 2,
    joinsComments: true,
    keepsAnchors: true,
    lineOf({ line, contextLine, byScanner }) {
      const named = contextLine === 0 ? line : contextLine;
      return named === 0 ? 0 : named + Number(byScanner);
    },
  },
};
