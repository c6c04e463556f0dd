import { quote } from "../../govalue/strconv.ts";
import { byteLength } from "../../govalue/text.ts";
import { HelmError } from "../errors.ts";

const namePattern = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
/** Names of resources are made from it, and have at most 63 characters. */
const maxLength = 53;

/** Helm's `chartutil.ValidateReleaseName`. */
export function checkReleaseName(name: string): void {
  const fail = (reason: string): HelmError => new HelmError(`release name ${quote(name)}: ${reason}`);
  if (name === "") throw fail("no name provided");
  if (byteLength(name) > maxLength || !new RegExp(namePattern).test(name)) {
    throw fail(
      `invalid release name, must match regex ${namePattern} and the length must not be longer than ${maxLength}`,
    );
  }
}
