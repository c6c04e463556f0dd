import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { UserError } from "../errors.ts";

/** What proves to a registry who asks. */
export type Credentials =
  | { readonly kind: "password"; readonly username: string; readonly password: string }
  /** A token that gets other tokens. */
  | { readonly kind: "identity"; readonly token: string }
  /** A token that the registry itself takes. */
  | { readonly kind: "bearer"; readonly token: string };

const entrySchema = z.object({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
  registrytoken: z.string().optional(),
});

/** What of docker's `config.json` is about credentials. */
const configSchema = z.object({
  auths: z.record(z.string(), entrySchema).optional(),
  credsStore: z.string().optional(),
  credHelpers: z.record(z.string(), z.string()).optional(),
});

/** What a credential helper prints. */
const helperSchema = z.object({ Username: z.string(), Secret: z.string().min(1) });

/**
 * The user's credentials for a registry, where docker keeps them: in `config.json` in `$DOCKER_CONFIG` or `~/.docker`, or
 * with a helper that this file names. A helper is a program `docker-credential-NAME`, run as docker runs it; the name
 * comes from the user's own file, never from the repository.
 *
 * @param key - what they are kept under
 * @param timeout - how long a helper may take, in seconds
 * @returns `undefined` where there are none
 * @throws UserError `credentials-unreadable`
 */
export async function findCredentials(
  key: string,
  { environment, home, timeout }: { environment: NodeJS.ProcessEnv; home: string; timeout: number },
): Promise<Credentials | undefined> {
  const file = join(environment["DOCKER_CONFIG"] || join(home, ".docker"), "config.json");
  const config = readConfig(file);
  const helper = config?.credHelpers?.[key] ?? config?.credsStore;
  if (helper) return askHelper(helper, key, { file, timeout });
  const entries = Object.entries(config?.auths ?? {});
  const [, entry] = entries.find(([name]) => name === key) ?? entries.find(([name]) => hostOf(name) === key) ?? [];
  return entry && credentialsOf(entry, file);
}

function readConfig(file: string): z.infer<typeof configSchema> | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw unreadable(file, (error as Error).message, error);
  }
  try {
    return configSchema.parse(JSON.parse(text));
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    // The error of JSON.parse quotes the text, which may hold a password.
    throw unreadable(file, issue ? `${issue.path.join(".")}: ${issue.message}` : "it is no JSON", undefined);
  }
}

/** Old versions of docker wrote addresses: `https://HOST/v1/`. */
function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
}

function credentialsOf(entry: z.infer<typeof entrySchema>, file: string): Credentials | undefined {
  const { auth, username, password, identitytoken, registrytoken } = entry;
  if (registrytoken) return { kind: "bearer", token: registrytoken };
  if (identitytoken) return { kind: "identity", token: identitytoken };
  if (!auth) return username && password ? { kind: "password", username, password } : undefined;
  const [, name, secret] = /^([^:]+):(.*)$/s.exec(Buffer.from(auth, "base64").toString("utf8")) ?? [];
  if (name === undefined || secret === undefined)
    throw unreadable(file, "an `auth` is not NAME:PASSWORD in Base64", undefined);
  return { kind: "password", username: name, password: secret.replace(/\0+$/, "") };
}

async function askHelper(
  helper: string,
  key: string,
  { file, timeout }: { file: string; timeout: number },
): Promise<Credentials | undefined> {
  if (!/^[\w.-]+$/.test(helper)) throw unreadable(file, `${JSON.stringify(helper)} is no name of a helper`, undefined);
  const program = `docker-credential-${helper}`;
  const result = await execa(program, ["get"], { input: key, reject: false, timeout: timeout * 1000 });
  // The protocol has no exit code for this.
  if (/credentials not found/.test(result.stdout ?? "")) return undefined;
  if (result.failed) throw unreadable(file, result.shortMessage ?? `${program} fails`, undefined);
  const answer = helperSchema.safeParse(jsonOf(result.stdout));
  if (!answer.success) throw unreadable(file, `${program} does not answer as helpers do`, undefined);
  const { Username: username, Secret: secret } = answer.data;
  if (username === "<token>") return { kind: "identity", token: secret };
  return { kind: "password", username, password: secret };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(file: string, reason: string, cause: unknown): UserError {
  return new UserError("credentials-unreadable", `cannot read the credentials of docker: ${reason}`, {
    place: { file },
    remedy: "repair the file with `docker login`, or name a folder without it with DOCKER_CONFIG",
    cause,
  });
}
