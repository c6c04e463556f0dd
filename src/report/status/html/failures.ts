import { plural } from "../../plural.ts";
import { html, type Markup } from "./markup.ts";
import type { PageModel } from "./model.ts";

/** What could not be rendered in full, so that something may be missing above. */
export function failuresSection({ report: { failures } }: PageModel): Markup | undefined {
  if (failures.length === 0) return undefined;
  const entries = failures.map(
    ({ helmfile, environment, message }) =>
      html`<li><code>${helmfile.path}</code>${environment !== undefined && ` in ${environment}`}<pre>${message}</pre></li>`,
  );
  return html`<section id="failures" aria-labelledby="failures-title">
<h2 id="failures-title">Not rendered in full</h2>
<details><summary>${plural(failures.length, "failure")}: what is above may not be all</summary><ul>${entries}</ul></details>
</section>`;
}
