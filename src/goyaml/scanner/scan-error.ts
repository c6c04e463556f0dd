import { GoError } from "../../govalue/function.ts";

/**
 * An error of the scanner or parser in go-yaml's wording (`parser.fail` in decode.go): `yaml: line 3: …`. No line is
 * named on the first one, and the parser's lines, unlike the scanner's, count from 0; both are go-yaml's own quirks.
 */
export class ScanError extends GoError {
  constructor(problem: string, line: number) {
    super(line === 0 ? `yaml: ${problem}` : `yaml: line ${line}: ${problem}`);
  }
}
