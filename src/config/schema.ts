import { z } from "zod";
import { commitUnits, placeholders, problemOfTemplate } from "./commits.ts";
import { defaultConfig } from "./defaults.ts";
import { ruleDescriptions } from "./rules.ts";

const standInFile = z
  .string()
  .regex(/^(?:[^{}]|\{environment\}|\{service\})+$/, "the placeholders of a file are {environment} and {service}")
  .regex(/^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))/, "a file is named relative to the root, without ..");

/** Each is held against many paths. */
const mostPatterns = 100;

/**
 * Whether a pattern can be matched in no time: what `*` and a placeholder stand for can be told apart in many ways where
 * they stand between the same slashes, and in as many more for each that follows.
 */
function isSimple(pattern: string): boolean {
  const ambiguous = pattern
    .replaceAll("**/", "")
    .split("/")
    .map((part) => Math.max(0, (part.match(/\*|\{[a-z]+\}/g) ?? []).length - 1));
  return pattern.split("**/").length <= 3 && ambiguous.reduce((sum, count) => sum + count, 0) <= 2;
}
const notSimple = "a pattern has no more than two ** and, between slashes, few * and placeholders";

/** One entry of `standIns`. */
export const standInSchema = z
  .strictObject({
    path: z
      .string()
      .regex(/^\/[^/*{]+\/./, "a production path is absolute, and its first folder has a name")
      .regex(/^(?:[^{}]|\{environment\})+$/, "the placeholder of a path is {environment}")
      .refine(isSimple, notSimple)
      .describe(
        "The production path, such as /etc/helmfile-defaults/general-{environment}.yaml: {environment} stands for the name of any environment, * for any part of a name.",
      ),
    files: z
      .array(z.union([standInFile, z.array(standInFile).min(1)]))
      .default([])
      .describe(
        "The files that stand in for it, relative to the root, merged in this order: maps key by key, of all else the last counts. {environment} is that of the path, {service} the folder of the helmfile. Of a list of files the first that exists counts; a file that does not exist is left out.",
      ),
    default: z
      .record(z.string(), z.unknown())
      .optional()
      .describe("What it holds where none of the files exists; without this, the production path does not exist then."),
  })
  .refine(({ path, files }) => path.includes("{environment}") || !files.flat().join().includes("{environment}"), {
    path: ["files"],
    message: "files can name {environment} only where the path does",
  });

const severity = z.enum(["error", "warn", "off"]);

/** Severities by the names of rules. */
const ruleSeverities = z.strictObject(
  Object.fromEntries(
    Object.entries(ruleDescriptions).map(([name, description]) => [name, severity.optional().describe(description)]),
  ) as Record<RuleName, z.ZodOptional<typeof severity>>,
);

/** One entry of `overrides`. */
export const overrideSchema = z.strictObject({
  files: z
    .array(z.string())
    .min(1)
    .max(mostPatterns)
    .describe("Globs, relative to the root: of files, or of folders with `/**` at the end."),
  rules: ruleSeverities.describe("Severities of rules in these files."),
});

/** `commit`. */
export const commitSchema = z.strictObject({
  message: z
    .string()
    .superRefine((text, context) => {
      const message = problemOfTemplate(text);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    })
    .optional()
    .describe(
      `The message of commits that set a version (default: {service}: Update {image} to {version}); it can name ${placeholders.map((name) => `{${name}}`).join(", ")}.`,
    ),
  per: z
    .enum(commitUnits)
    .default(defaultConfig.commit.per)
    .describe("What one commit is for: a service, a stage of a rollout, or all that is written."),
});

const stageGlobs = z.array(z.string().min(1)).min(1).max(mostPatterns);

/** One entry of `select` of a stage. */
export const stageSelectionSchema = z.strictObject({
  services: stageGlobs.optional().describe("Globs of services: of their folder, or of the end of its path."),
  clusters: stageGlobs.optional().describe("Globs of clusters, where the folder above the service names them."),
  environments: stageGlobs.optional().describe("Globs of environments."),
  releases: stageGlobs.optional().describe("Globs of the names of releases."),
});

/** One entry of `stages`. */
export const stageSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[\w][\w.-]*$/, "the name of a stage is letters, digits, dots, dashes and underscores")
      .optional()
      .describe("The name of the stage, for --stage and for messages of commits."),
    note: z
      .string()
      .min(1)
      .optional()
      .describe("In place of a name: a step that happens elsewhere; it stands in the plan, and nothing else."),
    select: z
      .array(stageSelectionSchema)
      .max(mostPatterns)
      .default([])
      .describe(
        "What the stage is about: releases for which all fields of one of these entries hold. None: all. A release belongs to the first stage that selects it.",
      ),
    limit: z
      .int()
      .positive()
      .optional()
      .describe(
        "So many services at most: those that run the version already, then those with the fewest pods, of which no release has but one.",
      ),
    check: z.string().min(1).optional().describe("What to look at once the stage is deployed."),
  })
  .refine(({ name, note }) => (name === undefined) !== (note === undefined), {
    message: "a stage has either a name or a note",
  })
  .refine(({ note, ...rest }) => note === undefined || (rest.select.length === 0 && !rest.limit && !rest.check), {
    path: ["note"],
    message: "a note stands alone: what selects and checks belongs to a stage with a name",
  });

/** What `.bump-envoy.yaml` may say. Every field has a default that fits deployment-charts, so that no file is needed there. */
export const configSchema = z
  .strictObject({
    $schema: z.string().optional().describe("Where the JSON schema of this file lies, for editors."),
    image: z
      .string()
      .min(1)
      .default(defaultConfig.image)
      .describe("The name of the image to look for: the last segment of its path."),
    version: z
      .string()
      .regex(/^\w[\w.-]{0,127}$/, "a version is a tag, such as 1.15.5-1")
      .optional()
      .describe("The version of the image that is wanted: `bump-envoy lint` reports what is older (outdated-version)."),
    key: z
      .string()
      .regex(/^[^.\s]+(\.[^.\s]+)*$/, "a key path is names joined by dots, such as tls.image_version")
      .optional()
      .describe(
        "The path of the key that holds the image's version in values files, where it is uncertain which one decides.",
      ),
    charts: z
      .record(z.string(), z.union([z.string(), z.literal(false)], "where charts lie is a folder, or false"))
      .default(defaultConfig.charts)
      .describe(
        "Chart repositories, by the names that releases have for them (such as bitnami, or oci://example.org/charts): the folder of this repository in which their charts lie; or false for one that lies elsewhere, whose releases run no image that is looked for. They are not rendered, and no failure; a values file that one of them reads is not edited.",
      ),
    preset: z
      .enum(["auto", "deployment-charts", "none"])
      .default(defaultConfig.preset)
      .describe(
        "Which repository's own stand-ins and host folders come after those given here: deployment-charts has those that its CI uses; auto finds out by the folders in the root.",
      ),
    standIns: z
      .array(standInSchema)
      .max(mostPatterns)
      .default(defaultConfig.standIns)
      .describe(
        "Files of the repository that stand in for files that only the deployment host has; the first path that matches counts, also where nothing stands in for it.",
      ),
    hostFolders: z
      .array(z.string().startsWith("/", "a host folder is an absolute path"))
      .default(defaultConfig.hostFolders)
      .describe(
        "Folders of the deployment host. Where they exist on this machine, files below them are read, and none stands in for them.",
      ),
    helmfiles: z
      .array(z.string().min(1))
      .max(mostPatterns)
      .default(defaultConfig.helmfiles)
      .describe(
        "Globs, relative to the root, of helmfiles that are called otherwise than helmfile looks for, and given to it by `helmfile -f`.",
      ),
    skip: z
      .array(z.string())
      .max(mostPatterns)
      .default(defaultConfig.skip)
      .describe("Globs, relative to the root, of helmfiles to leave out: templates of services, examples."),
    services: z
      .array(z.string().refine(isSimple, notSimple))
      .max(mostPatterns)
      .default(defaultConfig.services)
      .describe("Folders of helmfiles and what their parts mean; the first pattern that matches counts."),
    dropFields: z
      .array(z.string())
      .default(defaultConfig.dropFields)
      .describe("Fields of helmfiles to leave out: those that a newer helmfile rejects, or that name a program."),
    timeout: z
      .number()
      .positive()
      .default(defaultConfig.timeout)
      .describe("How long one run of helmfile may take before it counts as failed, in seconds."),
    rules: ruleSeverities
      .default(defaultConfig.rules)
      .describe("Severities of the rules of `bump-envoy lint`, where they are not those of the rules themselves."),
    overrides: z
      .array(overrideSchema)
      .max(mostPatterns)
      .default(defaultConfig.overrides)
      .describe("Severities that differ in some files; of several entries that match, the last one counts."),
    registry: z
      .string()
      .regex(/^(?:https:\/\/)?[A-Za-z\d.:[\]-]+$/, "a registry is a host with or without a port; it is asked by HTTPS")
      .optional()
      .describe("The registry to ask for the tags of images, in place of the one that images name."),
    verifyImage: z
      .boolean()
      .default(defaultConfig.verifyImage)
      .describe("Whether a bump asks the registry first if the version is published; --no-verify-image does without."),
    commit: commitSchema.default(defaultConfig.commit).describe("The commits that --commit makes."),
    stages: z
      .array(stageSchema)
      .min(1)
      .max(mostPatterns)
      .refine((stages) => stages.some(({ name }) => name !== undefined), "no stage has a name")
      .refine((stages) => isDistinct(stages.flatMap(({ name }) => name ?? [])), "two stages have the same name")
      .default(defaultConfig.stages)
      .describe(
        "The stages of `bump-envoy rollout`, in their order. By default, where nothing is in codfw: staging, canaries, and the rest.",
      ),
  })
  .describe("Configuration of bump-envoy.");

function isDistinct(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

export type Config = z.infer<typeof configSchema>;
export type StandIn = z.infer<typeof standInSchema>;
export type RuleName = keyof typeof ruleDescriptions;
export type RuleSeverities = z.infer<typeof ruleSeverities>;
export type Override = z.infer<typeof overrideSchema>;
export type Stage = z.infer<typeof stageSchema>;
export type StageSelection = z.infer<typeof stageSelectionSchema>;

/** The JSON schema of the configuration file, published as `schema.json`. */
export function configJsonSchema(): object {
  return z.toJSONSchema(configSchema, { io: "input" });
}
