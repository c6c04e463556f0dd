import { z } from "zod";

/** What `.bump-envoy.yaml` may say. Every field has a default that fits deployment-charts, so that no file is needed there. */
export const configSchema = z
  .strictObject({
    $schema: z.string().optional().describe("Where the JSON schema of this file lies, for editors."),
    image: z
      .string()
      .min(1)
      .default("envoy")
      .describe("The name of the image to look for: the last segment of its path."),
    key: z
      .string()
      .regex(/^[^.\s]+(\.[^.\s]+)*$/, "a key path is names joined by dots, such as tls.image_version")
      .default("tls.image_version")
      .describe("The path of the key that holds the image's version in values files."),
    charts: z
      .record(z.string(), z.string())
      .default({ stable: "charts", "wmf-stable": "charts" })
      .describe(
        "Chart repositories whose charts lie in this repository: name of the repository to folder of its charts.",
      ),
    skip: z
      .array(z.string())
      .default(["**/_*/**"])
      .describe("Globs, relative to the root, of helmfiles to leave out: templates of services, examples."),
    services: z
      .array(z.string())
      .default(["helmfile.d/*/{cluster}/{service}", "helmfile.d/*/{service}", "**/{service}"])
      .describe("Folders of helmfiles and what their parts mean; the first pattern that matches counts."),
    dropFields: z
      .array(z.string())
      .default(["tillerNamespace", "tillerless", "helmBinary"])
      .describe(
        "Fields of helmfiles that the helmfile renderer leaves out: those that a newer helmfile rejects, or that name a program.",
      ),
    timeout: z
      .number()
      .positive()
      .default(60)
      .describe("How long one run of helmfile may take before it counts as failed, in seconds."),
  })
  .describe("Configuration of bump-envoy.");

export type Config = z.infer<typeof configSchema>;

/** The JSON schema of the configuration file, published as `schema.json`. */
export function configJsonSchema(): object {
  return z.toJSONSchema(configSchema, { io: "input" });
}
