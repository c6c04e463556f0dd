import type { Finding } from "../check.ts";

/** What stays the same of a finding when lines move. */
export function keyOf({ rule, file, message }: Finding): string {
  return JSON.stringify([rule, file, message]);
}

/** Those of the findings that should be gone, and are not: there are as many of them as before. */
export function stillThere(
  fixed: readonly Finding[],
  before: readonly Finding[],
  after: readonly Finding[],
): readonly Finding[] {
  const count = (findings: readonly Finding[], key: string) => findings.filter((each) => keyOf(each) === key).length;
  return fixed.filter((finding) => {
    const key = keyOf(finding);
    return count(after, key) > count(before, key) - count(fixed, key);
  });
}
