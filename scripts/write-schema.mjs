// Writes schema.json, the JSON schema of .bump-envoy.yaml, from the built configuration. Run by `npm run build`.
import { writeFileSync } from "node:fs";
import { configJsonSchema } from "../dist/config/schema.js";

writeFileSync(new URL("../schema.json", import.meta.url), `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
