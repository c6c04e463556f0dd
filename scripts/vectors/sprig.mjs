// The cases of the template functions, a family a file: what each makes of usual and unusual arguments, through Helm.
import { readdirSync } from "node:fs";
import { writeCases } from "./write.mjs";

const families = readdirSync(new URL("./sprig/", import.meta.url)).filter((file) => !file.startsWith("_"));
for (const file of families) {
  const { templates } = await import(`./sprig/${file}`);
  const requests = templates.map((template) =>
    typeof template === "string" ? { template } : { template: template[0], values: template[1] },
  );
  writeCases(
    `sprig/${file.replace(/\.mjs$/, "")}`,
    requests.map(({ template, values }) => ({ op: "helm", templates: { t: template }, ...(values && { values }) })),
  );
}
