import type { MissingKey } from "../../src/gotemplate/index.ts";
import { TemplateSet } from "../../src/gotemplate/index.ts";
import { testFunctions } from "../support/functions.ts";
import type { Tagged } from "../support/tagged.ts";
import { decode } from "../support/tagged.ts";

/** A request of the recorder's op `template`. */
export interface TemplateRequest {
  readonly op: "template";
  readonly templates: readonly { readonly name: string; readonly text: Tagged }[];
  readonly execute?: string;
  readonly data?: Tagged;
  readonly missingKey?: MissingKey;
}

/** Does what the recorder does for such a request, with our own code. */
export function executeRequest(request: TemplateRequest): string {
  const { templates, data = null, missingKey = "default" } = request;
  const set: TemplateSet = new TemplateSet({ name: "root", functions: testFunctions(() => set), missingKey });
  for (const { name, text } of templates) set.parse(name, String(decode(text)));
  return set.execute(request.execute ?? templates[0]?.name ?? "", decode(data));
}
