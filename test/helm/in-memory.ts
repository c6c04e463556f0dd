import { textToBytes } from "../../src/govalue/text.ts";
import { type ChartFiles, FileError } from "../../src/helm/index.ts";

export const chartYaml = "apiVersion: v2\nname: c\nversion: 1.0.0\n";

/** A chart in `/c` of these files, which lie nowhere but in memory. */
export function inMemory(files: Readonly<Record<string, string>>): ChartFiles {
  const all = new Map(
    Object.entries({ "Chart.yaml": chartYaml, ...files }).map(([name, text]) => [`/c/${name}`, text]),
  );
  const text = (path: string): string => {
    const found = all.get(path);
    if (found === undefined) throw new FileError("open", path, "ENOENT");
    return found;
  };
  const isFolder = (path: string): boolean => [...all.keys()].some((name) => name.startsWith(`${path}/`));
  return {
    stat: (path) => (isFolder(path) ? { kind: "directory", size: 0 } : { kind: "file", size: text(path).length }),
    list(path) {
      const below = [...all.keys()].filter((name) => name.startsWith(`${path}/`));
      return [...new Set(below.map((name) => name.slice(path.length + 1).split("/")[0] ?? ""))];
    },
    read: (path) => textToBytes(text(path)),
    realpath: (path) => path,
  };
}
