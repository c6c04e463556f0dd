import type { Helmfile } from "../../repository/scan.ts";

/** The folder of a service, the same in all clusters. */
export function serviceFolder({ folder, cluster }: Helmfile): string {
  return cluster === undefined ? folder : `/${folder}/`.replace(`/${cluster}/`, "/*/");
}
