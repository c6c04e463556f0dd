import { posix } from "node:path";
import { lineTerminator, startOfLine, type TextEdit } from "../../edit/text-edit.ts";
import { bytesToText } from "../../govalue/text.ts";
import { groupBy } from "../../group-by.ts";
import { ifReadable } from "../../helm/chart/files.ts";
import type { SourceFile } from "../../layouts/chart-source.ts";
import type { VendoredHelpers } from "../../layouts/layout.ts";
import type { RepositoryFiles } from "../../repository/files.ts";
import type { ChartContext } from "../rule.ts";
import { callsOf } from "./calls.ts";

/** A module: `mesh.deployment`, and its version as far as it is said: `1.3` or `1.3.1`. */
export interface Module {
  readonly name: string;
  readonly version: string;
}

/** An entry of a list of modules. */
export interface ListedModule extends Module {
  /** Where it stands in the list's text. */
  readonly offset: number;
  readonly end: number;
}

/** A copy of a module in a chart. */
export interface VendoredModule extends Module {
  readonly file: SourceFile;
}

/** The modules of a chart. */
export interface ChartModules {
  /** The file that lists them; `undefined` where there is none. */
  readonly list: ModuleList | undefined;
  readonly lock: ModuleList | undefined;
  readonly vendored: readonly VendoredModule[];
}

export interface ModuleList {
  readonly file: SourceFile;
  readonly entries: readonly ListedModule[];
}

/** The modules that a chart lists, those that this was resolved to, and the copies that it has. */
export function modulesOf(context: ChartContext, helpers: VendoredHelpers): ChartModules {
  const list = context.read(helpers.list);
  const lock = context.read(helpers.lock);
  const vendored = context.templates.flatMap((file): VendoredModule[] => {
    if (!file.name.startsWith(`${helpers.vendor}/`)) return [];
    const [, namespace, module, version] =
      /^([^/]+)\/(.+)_(\d[^_/]*)\.tpl$/.exec(file.name.slice(helpers.vendor.length + 1)) ?? [];
    return version === undefined ? [] : [{ name: `${namespace}.${module}`, version, file }];
  });
  return {
    list: list && { file: list, entries: readList(list.text) },
    lock: lock && { file: lock, entries: readLock(lock.text) },
    vendored,
  };
}

function readList(text: string): ListedModule[] {
  return [...text.matchAll(/"([\w-]+\.[\w.-]+):([^"\s]+)"/g)].map((match) => {
    const [all, name = "", version = ""] = match;
    return { name, version, offset: match.index, end: match.index + all.length };
  });
}

function readLock(text: string): ListedModule[] {
  return [...text.matchAll(/\{[^{}]*\}/g)].flatMap((match) => {
    const field = (name: string): string | undefined => new RegExp(`"${name}"\\s*:\\s*"([^"]*)"`).exec(match[0])?.[1];
    const [namespace, module, version] = ["namespace", "module", "version"].map(field);
    if (namespace === undefined || module === undefined || version === undefined) return [];
    return [{ name: `${namespace}.${module}`, version, offset: match.index, end: match.index + match[0].length }];
  });
}

/** `1.3` of `1.3.1`. */
export function minorOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

/** By the folder of the modules. */
const stores = new WeakMap<RepositoryFiles, Map<string, ModuleStore>>();

/** What the repository keeps of modules, for all its charts that see the same files. */
export function moduleStoreOf({ root, files }: ChartContext, helpers: VendoredHelpers): ModuleStore {
  const folder = posix.join(root, helpers.folder);
  const known = stores.get(files) ?? new Map<string, ModuleStore>();
  stores.set(files, known);
  const store = known.get(folder) ?? new ModuleStore(folder, files);
  known.set(folder, store);
  return store;
}

interface KeptModule {
  readonly name: string;
  readonly text: string;
  /** Of all that it may define; `undefined` for one with a backslash, which may stand for anything. */
  readonly names: ReadonlySet<string | undefined>;
}

const definition = /\b(?:define|block)\s*(?:"([^"\\]*)"|`([^`]*)`|"[^"]*\\)/g;

/** What a folder keeps of modules. */
export class ModuleStore {
  readonly #folder: string;
  readonly #files: RepositoryFiles;
  readonly #depends = new Map<string, ReadonlyMap<string, readonly string[]>>();
  readonly #versions = new Map<string, ReadonlyMap<string, readonly string[]>>();
  /** By the names of the templates that were asked for. */
  readonly #definitions = new Map<string, string | undefined>();
  #newest: readonly KeptModule[] | undefined;

  /** @param folder - absolute */
  constructor(folder: string, files: RepositoryFiles) {
    this.#folder = folder;
    this.#files = files;
  }

  /** Whether the repository keeps modules at all. */
  get isThere(): boolean {
    return this.#list(this.#folder).length > 0;
  }

  /** The text of a module of this very version. */
  text({ name, version }: Module): string | undefined {
    return this.#read(this.#pathOf({ name, version }));
  }

  /** The newest version of a module, or the newest with this major and minor version. */
  newest(name: string, minor?: string): string | undefined {
    const [namespace = "", module = ""] = split(name);
    const versions = this.#versionsIn(namespace).get(module) ?? [];
    return minor === undefined ? versions.at(-1) : versions.findLast((each) => minorOf(each) === minorOf(minor));
  }

  /** What some modules need, themselves included, each with its minor version, in the order in which they are resolved. */
  closure(modules: readonly Module[]): Module[] {
    const found = new Map<string, Module>();
    const add = (module: Module): void => {
      const key = `${module.name}:${minorOf(module.version)}`;
      if (found.has(key)) return;
      found.set(key, { name: module.name, version: minorOf(module.version) });
      for (const each of this.#dependenciesOf(module)) add(each);
    };
    for (const module of modules) add(module);
    return [...found.values()];
  }

  /** The module that defines a template: of several, the last one. */
  definitionOf(template: string): string | undefined {
    if (!this.#definitions.has(template)) this.#definitions.set(template, this.#findDefinition(template));
    return this.#definitions.get(template);
  }

  #findDefinition(template: string): string | undefined {
    this.#newest ??= this.#readNewest();
    // To parse all modules takes longer than a look at them.
    return this.#newest.findLast(({ text, names }) => {
      return (names.has(template) || names.has(undefined)) && callsOf(text).definitions.has(template);
    })?.name;
  }

  /** The newest version of each module. */
  #readNewest(): KeptModule[] {
    return this.#list(this.#folder).flatMap((namespace) =>
      [...this.#versionsIn(namespace)].map(([module, versions]): KeptModule => {
        const name = `${namespace}.${module}`;
        const text = this.text({ name, version: versions.at(-1) ?? "" }) ?? "";
        const names = Array.from(text.matchAll(definition), ([, quoted, raw]) => quoted ?? raw);
        return { name, text, names: new Set(names) };
      }),
    );
  }

  /** The versions of the modules of a namespace, from the oldest to the newest. */
  #versionsIn(namespace: string): ReadonlyMap<string, readonly string[]> {
    let modules = this.#versions.get(namespace);
    if (modules === undefined) {
      modules = readVersions(this.#list(posix.join(this.#folder, namespace)));
      this.#versions.set(namespace, modules);
    }
    return modules;
  }

  #dependenciesOf({ name, version }: Module): Module[] {
    const [namespace = ""] = split(name);
    let depends = this.#depends.get(namespace);
    if (depends === undefined) {
      depends = readDepends(namespace, this.#read(posix.join(this.#folder, namespace, "module.json")) ?? "");
      this.#depends.set(namespace, depends);
    }
    return (depends.get(`${name}:${minorOf(version)}`) ?? []).map((each) => {
      const [other = "", otherVersion = ""] = each.split(":");
      return { name: other, version: otherVersion };
    });
  }

  #pathOf(module: Module): string {
    return posix.join(this.#folder, fileOf(module));
  }

  #read(path: string): string | undefined {
    return ifReadable(() => bytesToText(this.#files.read(path)));
  }

  #list(path: string): string[] {
    return ifReadable(() => this.#files.list(path)) ?? [];
  }
}

/** @param files - the names of the files of a namespace */
function readVersions(files: readonly string[]): Map<string, string[]> {
  const found = files.flatMap((file) => {
    const [, module, version] = /^(.+)_(\d[^_/]*)\.tpl$/.exec(file) ?? [];
    return module === undefined || version === undefined ? [] : [{ module, version }];
  });
  const modules = [...groupBy(found, ({ module }) => module)];
  return new Map(modules.map(([module, group]) => [module, group.map(({ version }) => version).sort(compareVersions)]));
}

/** The path of a chart's copy of a module, absolute. */
export function vendoredPath({ folder }: ChartContext, { vendor }: VendoredHelpers, module: Module): string {
  return posix.join(folder, vendor, fileOf(module));
}

function fileOf({ name, version }: Module): string {
  const [namespace, module] = split(name);
  return `${namespace}/${module}_${version}.tpl`;
}

function split(name: string): [string, string] {
  const dot = name.indexOf(".");
  return [name.slice(0, dot), name.slice(dot + 1)];
}

function readDepends(namespace: string, text: string): Map<string, readonly string[]> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return new Map();
  }
  const modules = isRecord(json) && Array.isArray(json["modules"]) ? json["modules"] : [];
  return new Map(
    modules.filter(isRecord).map((module) => {
      const depends = Array.isArray(module["depends"]) ? module["depends"].map(String) : [];
      return [`${namespace}.${String(module["name"])}:${String(module["version"])}`, depends];
    }),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Compares `1.9.1` and `1.10`, number by number. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split(".").map(Number), b.split(".").map(Number)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = (left[i] ?? 0) - (right[i] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

/**
 * Adds a module to the text of a list, before the first one that comes after it by name, else behind the last.
 *
 * @param entry - such as `mesh.name:1.1`
 * @returns `undefined` where the text is no list that could be added to
 */
export function addToList(text: string, entry: string): TextEdit | undefined {
  const entries = readList(text);
  const last = entries.at(-1);
  if (last === undefined) {
    const brackets = /\[\s*\]/.exec(text);
    if (brackets === null) return undefined;
    const { index } = brackets;
    return { start: index, end: index + brackets[0].length, text: `[\n    "${entry}"\n]` };
  }
  const next = entries.find((each) => `${each.name}:${each.version}` > entry);
  const { offset } = next ?? last;
  const start = startOfLine(text, offset);
  const indent = text.slice(start, offset);
  const hasOwnLine = indent.trim() === "";
  const eol = lineTerminator(text, offset);
  if (next !== undefined) {
    if (!hasOwnLine) return { start: offset, end: offset, text: `"${entry}", ` };
    return { start, end: start, text: `${indent}"${entry}",${eol}` };
  }
  const added = hasOwnLine ? `,${eol}${indent}"${entry}"` : `, "${entry}"`;
  // Where the last line was taken out, the one before it has kept its comma.
  const comma = /^\s*,/.exec(text.slice(last.end))?.[0].length ?? 0;
  return { start: last.end, end: last.end + comma, text: added };
}
