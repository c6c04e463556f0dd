import { spend } from "../../govalue/allowance.ts";
import { GoError, type GoFunction } from "../../govalue/function.ts";
import { asNil } from "../../govalue/nil.ts";
import { compareText } from "../../govalue/text.ts";
import { type GoMethod, GoObject, type GoType, type GoValue, goTypes, withType } from "../../govalue/value.ts";
import { FileError, type FileStat } from "../../helm/index.ts";
import { onOneLine } from "../../on-one-line.ts";
import { kindAt, listFolder, readFile } from "../files.ts";
import { cleanJoin } from "../paths.ts";
import { textOf } from "../texts.ts";
import { type Folder, noteCost, type World } from "../world.ts";

/**
 * The functions of helmfile that look at files. Paths are relative to the folder of the template.
 *
 * @param isFirstPass - whether nothing is read yet
 */
export function fileFunctions(world: World, folder: Folder, base: string, isFirstPass: boolean) {
  const fromState = (path: string) => (path.startsWith("/") ? path : cleanJoin(base, path));
  const kindOf = (path: string) => inGo(() => kindWithin(world, folder, fromState(path)));
  const entriesOf = (path: string): DirectoryEntry[] => {
    const parent = fromState(path);
    const names = inGo(() => listFolder(world, folder, parent)).sort(compareText);
    spend(statCost * names.length);
    return names.map((name) => {
      const { kind } = world.files.stat(folder.absolute(cleanJoin(parent, name)));
      return new DirectoryEntry(name, kind);
    });
  };

  const functions: Record<string, GoFunction> = {
    isFile: {
      signature: "func(string) (bool, error)",
      call: (path: string) => {
        const kind = kindOf(path);
        return kind !== undefined && kind !== "directory";
      },
    },
    readFile: {
      signature: "func(string) (string, error)",
      call: (path: string) => (isFirstPass ? "" : textOf(inGo(() => readFile(world, folder, fromState(path))))),
    },
    readDir: {
      signature: "func(string) ([]string, error)",
      call: (path: string) => {
        const entries = isFirstPass ? [] : inGo(() => entriesOf(path), `ReadDir "${fromState(path)}"`);
        const files: GoValue[] = entries
          .filter(({ kind }) => kind !== "directory")
          .map(({ name }) => cleanJoin(path, name));
        withType(files, goTypes.strings);
        return files.length > 0 || isFirstPass ? files : asNil(files);
      },
    },
    readDirEntries: {
      signature: "func(string) ([]fs.DirEntry, error)",
      call: (path: string) => (isFirstPass ? [] : inGo(() => entriesOf(path), `ReadDirEntries "${fromState(path)}"`)),
    },
  };
  if (world.semantics.name === "v1") {
    functions["isDir"] = {
      signature: "func(string) (bool, error)",
      call: (path: string) => kindOf(path) === "directory",
    };
  }
  return functions;
}

/** What is at a path; nothing outside of the repository, as on a machine that has no such file. */
function kindWithin(world: World, folder: Folder, path: string): Kind | undefined {
  try {
    return kindAt(world, folder, path);
  } catch (error) {
    if (!(error instanceof FileError) || error.code !== "EOUTSIDE") throw error;
    spend(noteCost);
    const message = `a state file asks what is at ${onOneLine(path)}, outside of the repository; nothing, as far as it is told`;
    world.note({ kind: "warning", message });
    return undefined;
  }
}

/** What it takes to find out what kind of file there is. */
const statCost = 1000;

/** What an action gives; that the files cannot be had is the error of the function. */
function inGo<T>(action: () => T, context?: string): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof FileError || error instanceof GoError)) throw error;
    throw new GoError(context === undefined ? error.message : `${context}: ${error.message}`, { cause: error });
  }
}

type Kind = FileStat["kind"];

const typeLetters: Readonly<Record<Kind, string>> = { file: "-", directory: "d", link: "L", irregular: "?" };

/** Go's `fs.DirEntry`, as far as it is known without asking for more. */
class DirectoryEntry extends GoObject {
  readonly goType = directoryEntryType;
  readonly name: string;
  readonly kind: Kind;

  constructor(name: string, kind: Kind) {
    super();
    this.name = name;
    this.kind = kind;
  }

  override goString(): string {
    return `${typeLetters[this.kind]} ${this.name}${this.kind === "directory" ? "/" : ""}`;
  }
}

const directoryEntryType: GoType = {
  name: "*os.unixDirent",
  kind: "ptr",
  methods: new Map<string, GoMethod>([
    ["Name", { signature: "func() string", call: (entry) => (entry as DirectoryEntry).name }],
    ["IsDir", { signature: "func() bool", call: (entry) => (entry as DirectoryEntry).kind === "directory" }],
    ["Type", { signature: "func() fs.FileMode", call: (entry) => new FileMode((entry as DirectoryEntry).kind) }],
  ]),
};

/** The type bits of a Go `fs.FileMode`. */
class FileMode extends GoObject {
  readonly goType = fileModeType;
  readonly kind: Kind;

  constructor(kind: Kind) {
    super();
    this.kind = kind;
  }

  override goString(): string {
    return `${typeLetters[this.kind]}---------`;
  }
}

const fileModeType: GoType = {
  name: "fs.FileMode",
  kind: "uint32",
  methods: new Map<string, GoMethod>([
    ["IsDir", { signature: "func() bool", call: (mode) => (mode as FileMode).kind === "directory" }],
    ["IsRegular", { signature: "func() bool", call: (mode) => (mode as FileMode).kind === "file" }],
    ["String", { signature: "func() string", call: (mode) => (mode as FileMode).goString() }],
  ]),
};
