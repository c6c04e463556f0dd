import { GoError } from "../../govalue/function.ts";

/** go-yaml's TypeError: all that does not fit its Go type. What fits has been decoded all the same. */
export class YamlTypeError extends GoError {
  /** A line for each problem. */
  readonly problems: readonly string[];
  /** The value of the document, as far as it fits. */
  readonly partial: unknown;

  constructor(problems: readonly string[], partial: unknown) {
    super(`yaml: unmarshal errors:\n  ${problems.join("\n  ")}`);
    this.problems = problems;
    this.partial = partial;
  }
}
