import { UserError } from "../errors.ts";
import { nearest } from "../nearest.ts";

/** What one commit can be for: a service, a stage of a rollout (a run that has none is one), or all that is written. */
export const commitUnits = ["service", "stage", "all"] as const;
export type CommitUnit = (typeof commitUnits)[number];

/** What a message of a commit can name, as `{service}`. */
export const placeholders = ["service", "version", "cluster", "environment", "stage", "release", "image"] as const;
export type Placeholder = (typeof placeholders)[number];

const placeholder = /\{([^{}\n]*)\}/g;

/** What is wrong with the template of a message; `undefined`: nothing. */
export function problemOfTemplate(template: string): string | undefined {
  if (template.trim() === "") return "a message says something";
  if (/(?![\t\n])\p{Cc}/u.test(template)) return "a message holds no control characters";
  for (const [written, name = ""] of template.matchAll(placeholder)) {
    if (isPlaceholder(name)) continue;
    const [suggestion] = nearest(name.trim(), placeholders, 1);
    const known = placeholders.map((each) => `{${each}}`).join(", ");
    const remedy =
      name.trim() === "" || suggestion === undefined
        ? `the placeholders are ${known}`
        : `did you mean {${suggestion}}?`;
    return `unknown placeholder ${written}: ${remedy}`;
  }
  return undefined;
}

/**
 * The message that a template stands for.
 *
 * @param values - what placeholders stand for; none: there is no such thing, as a stage where nothing is rolled out
 * @throws UserError `usage` where the template names something that there is not
 */
export function fillTemplate(template: string, values: Readonly<Partial<Record<Placeholder, string>>>): string {
  return template.replace(placeholder, (written, name: string) => {
    const value = isPlaceholder(name) ? values[name] : undefined;
    if (value !== undefined) return value;
    const subject = values.service === undefined ? "" : ` of ${values.service}`;
    throw new UserError("usage", `the message of the commit${subject} names ${written}, and there is none`, {
      remedy: "no file was changed; name another message with --message, or `commit.message` in the configuration",
    });
  });
}

function isPlaceholder(name: string): name is Placeholder {
  return (placeholders as readonly string[]).includes(name);
}
