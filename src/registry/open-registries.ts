import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { UserError } from "../errors.ts";
import { findCredentials } from "./credentials.ts";
import { HttpClient } from "./http-client.ts";
import { RegistryClient } from "./registry-client.ts";
import type { RepositoryName } from "./repository-name.ts";

/** How registries are reached. */
export interface RegistryAccess {
  /** A file with certificates that are trusted beside the public ones. */
  readonly ca: string | undefined;
  /** How long everything together may take, in seconds. */
  readonly timeout: number;
}

/**
 * Asks registries, with the proxies and credentials of this user, and ends what is still open.
 *
 * @param use - gets what makes a client for a repository
 * @throws UserError `file-unreadable` for the certificates
 */
export async function withRegistries<T>(
  { ca, timeout }: RegistryAccess,
  use: (open: (repository: RepositoryName) => RegistryClient) => Promise<T>,
): Promise<T> {
  const http = new HttpClient({ ca: ca === undefined ? undefined : readCertificates(ca), timeout });
  const context = { environment: process.env, home: homedir(), timeout };
  try {
    return await use((repository) => new RegistryClient(repository, http, (key) => findCredentials(key, context)));
  } finally {
    await http.close();
  }
}

function readCertificates(file: string): string {
  try {
    const text = readFileSync(file, "utf8");
    new X509Certificate(text);
    return text;
  } catch (error) {
    throw new UserError("file-unreadable", `cannot read certificates: ${(error as Error).message}`, {
      place: { file },
      remedy: "name a file with certificates in PEM with --registry-ca",
      cause: error,
    });
  }
}
