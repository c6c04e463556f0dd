import { UserError } from "../errors.ts";
import { readGit } from "../git/read-git.ts";
import { GitFailure } from "../git/run-git.ts";
import type { Author } from "./entry.ts";

const nameAndEmail = /^(.*)\s+<(.*)>$/;

/**
 * Who a new entry is by. As dch has it: DEBFULLNAME or NAME, and DEBEMAIL or EMAIL, where an address may hold the name as
 * well. What these leave open dch takes from the user database and the name of the host; here it comes from git.
 *
 * @param environment - the environment variables
 * @param folder - the folder whose git configuration counts
 * @throws UserError `usage` where nothing says who it is, or what does is no name or address
 */
export async function findAuthor(environment: NodeJS.ProcessEnv, folder: string): Promise<Author> {
  const known = authorOf(environment);
  const author = known.name !== undefined && known.email !== undefined ? known : await fromGit(known, folder);
  const { name = "", email = "" } = author;
  if (!/^[^<>\p{Cc}]+$/u.test(name) || !/^[^<>\s\p{Cc}]+$/u.test(email)) {
    const shown = JSON.stringify(`${name} <${email}>`);
    throw new UserError("usage", `${shown} cannot be the author of an entry`, {
      remedy: "set DEBFULLNAME to a name and DEBEMAIL to an address",
    });
  }
  return { name, email };
}

function authorOf(environment: NodeJS.ProcessEnv): Partial<Author> {
  const [debEmail, emailOnly] = [environment["DEBEMAIL"], environment["EMAIL"]].map((text = "") => {
    const [, name, email = text] = nameAndEmail.exec(text) ?? [];
    return { name, email };
  });
  const fullName = environment["DEBFULLNAME"] || debEmail?.name;
  // dch takes the name from EMAIL only where DEBEMAIL and DEBFULLNAME are not both there.
  const name = fullName || emailOnly?.name || environment["NAME"];
  const email = debEmail?.email || emailOnly?.email;
  return { ...(name && { name }), ...(email && { email }) };
}

async function fromGit({ name, email }: Partial<Author>, folder: string): Promise<Partial<Author>> {
  const known = [...(name ? ["-c", `user.name=${name}`] : []), ...(email ? ["-c", `user.email=${email}`] : [])];
  // Without this git makes up an address of the user's and the host's names.
  const args = ["-c", "user.useConfigOnly=true", ...known, "var", "GIT_AUTHOR_IDENT"];
  const said = await readGit(folder, args).catch((error: unknown) => {
    if (error instanceof GitFailure) return "";
    throw error;
  });
  const [, gitName, gitEmail] = /^(.*) <(.*)> \d+ [+-]\d+$/m.exec(said) ?? [];
  if (gitName === undefined || gitEmail === undefined) {
    throw new UserError("usage", "nothing says who the entry is by", {
      remedy: "set DEBFULLNAME and DEBEMAIL, or `git config user.name` and `git config user.email`",
    });
  }
  return { name: name ?? gitName, email: email ?? gitEmail };
}
