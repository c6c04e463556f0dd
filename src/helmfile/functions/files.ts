import { spend } from "../../govalue/allowance.ts";
import { GoError, type GoFunction } from "../../govalue/function.ts";
import { compareText } from "../../govalue/text.ts";
import { type GoMethod, GoObject, type GoType, type GoValue, goTypes, withType } from "../../govalue/value.ts";
import { FileError } from "../../helm/index.ts";
import { cleanJoin } from "../paths.ts";
import { textOf } from "../texts.ts";
import type { Folder, World } from "../world.ts";

/** What it takes to look at a file. */
const fileCost = 1000;

/**
 * The functions of helmfile that look at files. Paths are relative to the folder of the template.
 *
 * @param isFirstPass - whether nothing is read yet
 */
export function fileFunctions(world: World, folder: Folder, base: string, isFirstPass: boolean) {
  const absolute = (path: string) => folder.absolute(path.startsWith("/") ? path : cleanJoin(base, path));
  const shown = (path: string) => (path.startsWith("/") ? path : cleanJoin(base, path));
  const kindAt = (path: string): string | undefined => {
    try {
      spend(fileCost);
      const { kind } = world.files.stat(world.files.realpath(absolute(path)));
      return kind;
    } catch (error) {
      if (error instanceof FileError && error.code === "ENOENT") return undefined;
      throw asGoError(error);
    }
  };
  const namesIn = (path: string): string[] => {
    try {
      const names = world.files.list(absolute(path));
      spend(fileCost * (1 + names.length));
      return names.sort(compareText);
    } catch (error) {
      throw asGoError(error);
    }
  };

  const functions: Record<string, GoFunction> = {
    isFile: {
      signature: "func(string) (bool, error)",
      call: (path: string) => {
        const kind = kindAt(path);
        return kind !== undefined && kind !== "directory";
      },
    },
    readFile: {
      signature: "func(string) (string, error)",
      call: (path: string) => {
        if (isFirstPass) return "";
        try {
          const text = textOf(world.files.read(absolute(path)));
          spend(fileCost + text.length);
          return text;
        } catch (error) {
          throw asGoError(error);
        }
      },
    },
    readDir: {
      signature: "func(string) ([]string, error)",
      call: (path: string) => {
        if (isFirstPass) return withType([] as GoValue[], goTypes.strings);
        try {
          const files = namesIn(path).filter(
            (name) => world.files.stat(`${absolute(path)}/${name}`).kind !== "directory",
          );
          return withType(
            files.map((name) => cleanJoin(path, name)),
            goTypes.strings,
          );
        } catch (error) {
          throw new GoError(`ReadDir "${shown(path)}": ${(error as Error).message}`, { cause: error });
        }
      },
    },
    readDirEntries: {
      signature: "func(string) ([]fs.DirEntry, error)",
      call: (path: string) => (isFirstPass ? [] : directoryEntries(world, absolute(path), shown(path))),
    },
  };
  if (world.semantics.name === "v1") {
    functions["isDir"] = {
      signature: "func(string) (bool, error)",
      call: (path: string) => kindAt(path) === "directory",
    };
  }
  return functions;
}

/** Go's `fs.DirEntry`, as far as it is known without asking for more. */
class DirectoryEntry extends GoObject {
  readonly goType = directoryEntryType;
  readonly name: string;
  readonly isDirectory: boolean;

  constructor(name: string, isDirectory: boolean) {
    super();
    this.name = name;
    this.isDirectory = isDirectory;
  }

  override goString(): string {
    return this.isDirectory ? `d ${this.name}/` : `- ${this.name}`;
  }
}

const directoryEntryType: GoType = {
  name: "*os.unixDirent",
  kind: "ptr",
  methods: new Map<string, GoMethod>([
    ["Name", { signature: "func() string", call: (entry) => (entry as DirectoryEntry).name }],
    ["IsDir", { signature: "func() bool", call: (entry) => (entry as DirectoryEntry).isDirectory }],
  ]),
};

function asGoError(error: unknown): unknown {
  return error instanceof FileError ? new GoError(error.message, { cause: error }) : error;
}

function directoryEntries(world: World, path: string, shown: string): GoValue {
  try {
    const names = world.files.list(path).sort(compareText);
    spend(fileCost * (1 + names.length));
    return names.map((name) => new DirectoryEntry(name, world.files.stat(`${path}/${name}`).kind === "directory"));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new GoError(`ReadDirEntries "${shown}": ${error.message}`, { cause: error });
  }
}
