import { isExhausted } from "../../govalue/allowance.ts";
import { onOneLine } from "../../on-one-line.ts";

/** Errors quote what they are about, and say at the end what is wrong with it. */
const longestMessage = 4000;

const exhaustedRemedy = "if it is meant to be, the real helmfile has no such limit: --renderer helmfile";

/** Of what helm and helmfile would say; what is no error is a defect, and thrown. */
export function failureMessage(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  const message = shortened(error.message);
  return isExhausted(error) ? `${message} (${exhaustedRemedy})` : message;
}

/** {@link failureMessage} of a release that is not rendered. */
export function releaseFailure(release: string, error: unknown): string {
  return `release ${onOneLine(release)}: ${failureMessage(error)}`;
}

/** What is said of each problem of a release that is rendered all the same. */
export function releaseProblem(release: string, problem: string): string {
  return `release ${onOneLine(release)} is rendered in part: ${problem}`;
}

function shortened(message: string): string {
  if (message.length <= longestMessage) return message;
  const half = longestMessage / 2;
  return `${message.slice(0, half)} [... ${message.length} characters in all ...] ${message.slice(-half)}`;
}
