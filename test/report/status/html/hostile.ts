import { statusPage } from "../../../../src/report/status/html/page.ts";
import { decidedRow } from "../../../status/decided-row.ts";
import { reportOf } from "../../../status/rows.ts";

/** What names of services, versions, files and people must not do to a page. */
export const hostileNames = [
  `</script><script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `' onmouseover='alert(1)`,
  `" autofocus onfocus="alert(1)`,
  `</style><style>*{display:none}</style>`,
  `</title></textarea><!-- -->]]>`,
  `&lt;b&gt; \u0024{name} \\`,
  `\u202egnp.exe\0\u001b[31m`,
  `\ud800`,
];

/** A page on which everything that comes from a repository has one name. */
export function hostilePage(name: string): string {
  const folder = `services/${name}`;
  const commit = { hash: name, author: name, date: "2024-01-01T00:00:00.000Z", subject: name };
  const row = decidedRow({
    ...{ service: name, version: name, environment: name, release: name, folder, image: name },
    ...{ file: `${folder}/values.yaml`, path: [name], age: { days: 1, commit } },
  });
  const report = { ...reportOf(row), wanted: [name] };
  const point = { commit, file: "another", value: name, gap: undefined };
  const lane = { services: [folder], file: name, path: [name], now: name, points: [point], decidesFor: report.rows };
  return statusPage(report, { newest: commit, cutOffAt: undefined, lanes: [lane] });
}
