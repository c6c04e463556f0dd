/** What may run the CI of a repository. */
export const ciKinds = ["github", "gitlab", "jenkins"] as const;
export type CiKind = (typeof ciKinds)[number];
