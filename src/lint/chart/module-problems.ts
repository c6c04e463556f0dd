import { posix } from "node:path";
import { placeOf } from "../../edit/text-edit.ts";
import type { VendoredHelpers } from "../../layouts/layout.ts";
import type { ChartContext, Fix, Problem, TextEdit } from "../rule.ts";
import { callsOf } from "./calls.ts";
import { type ChartModel, modelOf } from "./model.ts";
import {
  addToList,
  type ChartModules,
  type ListedModule,
  type Module,
  type ModuleList,
  type ModuleStore,
  minorOf,
  moduleStoreOf,
  modulesOf,
  vendoredPath,
} from "./modules.ts";

/** Modules that a chart lists and has no copy of, calls and does not list, or has a copy of that no one needs. */
export function missingModules(context: ChartContext, helpers: VendoredHelpers): Problem[] {
  return new ModuleCheck(context, helpers).missing();
}

/** Copies of modules that are not what the chart pins, or not what the repository keeps. */
export function wrongModules(context: ChartContext, helpers: VendoredHelpers): Problem[] {
  return new ModuleCheck(context, helpers).wrong();
}

class ModuleCheck {
  readonly #context: ChartContext;
  readonly #helpers: VendoredHelpers;
  readonly #store: ModuleStore;
  readonly #modules: ChartModules;
  readonly #model: ChartModel;
  /** The names of the modules that the chart's own templates call, by the template called. */
  readonly #called = new Map<string, string>();

  constructor(context: ChartContext, helpers: VendoredHelpers) {
    this.#context = context;
    this.#helpers = helpers;
    this.#store = moduleStoreOf(context, helpers);
    this.#modules = modulesOf(context, helpers);
    this.#model = modelOf(context);
    for (const { calls } of this.#model.own) {
      for (const { name, within } of calls.calls) {
        if (!this.#model.isReached(within)) continue;
        const module = name === undefined ? undefined : this.#store.definitionOf(name);
        if (name !== undefined && module !== undefined) this.#called.set(name, module);
      }
    }
  }

  missing(): Problem[] {
    if (!this.#store.isThere) return [];
    return [...this.#unvendored(), ...this.#unlisted(), ...this.#needless()];
  }

  wrong(): Problem[] {
    if (!this.#store.isThere) return [];
    return [...this.#unpinned(), ...this.#edited()];
  }

  #vendoredPath(module: Module): string {
    return vendoredPath(this.#context, this.#helpers, module);
  }

  #isLookedAfter({ name }: Module): boolean {
    return this.#helpers.namespaces.some((namespace) => name.startsWith(`${namespace}.`));
  }

  /** Whether a module is one of those that bring TLS. */
  #isForTls(name: string): boolean {
    return this.#helpers.forTls.includes(name);
  }

  /** Listed or locked, without a copy. */
  #unvendored(): Problem[] {
    const { list, lock, vendored } = this.#modules;
    const wanted = new Map<string, Module>();
    for (const { name, version } of list?.entries ?? []) {
      wanted.set(name, { name, version: this.#store.newest(name, version) ?? version });
    }
    for (const { name, version } of lock?.entries ?? []) wanted.set(name, { name, version });
    return [...wanted.values()].flatMap((module) => {
      if (vendored.some(({ name }) => name === module.name)) return [];
      const file = this.#vendoredPath(module);
      const text = this.#store.text(module);
      if (this.#isDefined(text ?? "")) return [];
      const isListed = list?.entries.some(({ name }) => name === module.name) === true;
      const by = `${isListed ? this.#helpers.list : this.#helpers.lock} has it`;
      const what = `the chart has no copy of the module ${module.name} ${module.version}: ${by}, and templates that call it do not render`;
      const from = posix.join(this.#helpers.folder, `${module.name.replace(".", "/")}_${module.version}.tpl`);
      if (text === undefined) return [{ message: `${what}; ${from} is not there either`, file, line: 1, column: 1 }];
      return [
        {
          message: `${what}; copy ${from}`,
          file,
          line: 1,
          column: 1,
          data: { module: module.name, version: module.version },
          fix: safeFix(`copy ${from}`, [{ kind: "create", file, text }]),
        },
      ];
    });
  }

  /** Whether the chart has in another place all that a module defines. */
  #isDefined(text: string): boolean {
    const names = [...callsOf(text).definitions.keys()];
    return names.length > 0 && names.every((name) => this.#model.definitionOf(name) !== undefined);
  }

  /** Called by the chart's own templates, and not listed. */
  #unlisted(): Problem[] {
    const { list, vendored } = this.#modules;
    const listed = new Set(list?.entries.map(({ name }) => name));
    const needed = new Set(this.#store.closure(list?.entries ?? []).map(({ name }) => name));
    const missing = [...new Set(this.#called.values())].filter((name) => {
      if (listed.has(name)) return false;
      return !needed.has(name) || this.#isForTls(name);
    });
    return missing.sort().flatMap((name) => {
      const template = [...this.#called].find(([, module]) => module === name)?.[0] ?? name;
      const copy = vendored.find((each) => each.name === name);
      // What has the definition from elsewhere needs no module.
      if (copy === undefined && this.#model.definitions.has(template)) return [];
      const isNeeded = needed.has(name) && copy !== undefined;
      const version = minorOf(copy?.version ?? this.#store.newest(name) ?? "");
      const file = list?.file.path ?? posix.join(this.#context.folder, this.#helpers.list);
      const why = isNeeded
        ? "it comes only with a module that needs it now"
        : copy === undefined
          ? "the chart does not render"
          : "the next one who updates modules loses its copy";
      const edits = this.#listing(file, { name, version }, copy === undefined && !isNeeded);
      return [
        {
          message: `${this.#helpers.list} does not list the module ${name}, whose ${template} the chart calls: ${why}; list ${name}:${version}`,
          file,
          line: 1,
          column: 1,
          data: { module: name, version },
          ...(isNeeded && { severity: "warn" as const }),
          ...(edits !== undefined && { fix: safeFix(`list ${name}:${version}`, edits) }),
        },
      ];
    });
  }

  /** The edits that list a module, and bring copies of what it needs where there are none. */
  #listing(file: string, module: Module, withCopies: boolean): TextEdit[] | undefined {
    const { list, vendored } = this.#modules;
    const entry = `${module.name}:${module.version}`;
    const edits: TextEdit[] = [];
    if (list === undefined) edits.push({ kind: "create", file, text: `[\n    "${entry}"\n]\n` });
    else {
      const edit = this.#add(list, entry);
      if (edit === undefined) return undefined;
      edits.push(edit);
    }
    if (!withCopies) return edits;
    for (const each of this.#store.closure([module])) {
      if (vendored.some(({ name }) => name === each.name)) continue;
      const version = this.#store.newest(each.name, each.version);
      const text = version === undefined ? undefined : this.#store.text({ name: each.name, version });
      if (version === undefined || text === undefined) return undefined;
      edits.push({ kind: "create", file: this.#vendoredPath({ name: each.name, version }), text });
    }
    return edits;
  }

  /** Copies that nothing lists or needs, and that nothing calls. */
  #needless(): Problem[] {
    const { list, vendored } = this.#modules;
    if (list === undefined) return [];
    const needed = new Set(this.#store.closure(list.entries).map(({ name }) => name));
    const called = new Set(this.#called.values());
    return vendored.flatMap((module) => {
      if (needed.has(module.name) || called.has(module.name)) return [];
      const { path: file } = module.file;
      const edit = this.#isLocked(module) ? this.#add(list, entryOf(module)) : undefined;
      return [
        {
          message: `no one lists the module ${module.name}, of which the chart has a copy: it is not updated with the others, so list ${entryOf(module)} in ${this.#helpers.list}, or remove it`,
          // What is locked was listed once.
          file: edit?.file ?? file,
          line: 1,
          column: 1,
          data: { module: module.name, version: module.version },
          fix:
            edit === undefined
              ? { title: `remove the copy of ${module.name}`, edits: [{ kind: "remove", file }], isSafe: false }
              : safeFix(`list ${entryOf(module)}`, [edit]),
        },
      ];
    });
  }

  #isLocked({ name }: Module): boolean {
    return this.#modules.lock?.entries.some((each) => each.name === name) === true;
  }

  #add({ file: { path, text } }: ModuleList, entry: string): TextEdit | undefined {
    const edit = addToList(text, entry);
    return edit && { kind: "replace", file: path, ...edit };
  }

  /** Copies and locked versions that are not what the list says. */
  #unpinned(): Problem[] {
    const { list, lock, vendored } = this.#modules;
    const problems: Problem[] = [];
    for (const locked of lock?.entries ?? []) {
      const pinned = list?.entries.find(({ name }) => name === locked.name);
      if (!this.#isLookedAfter(locked) || lock === undefined || list === undefined) continue;
      if (pinned !== undefined && minorOf(pinned.version) !== minorOf(locked.version)) {
        problems.push(
          at(list, pinned, {
            message: `${this.#helpers.list} lists ${pinned.name}:${pinned.version}, but ${this.#helpers.lock} has ${locked.version}: what the chart runs is not what it says, so resolve the list again`,
            data: { module: pinned.name, listed: pinned.version, locked: locked.version },
          }),
        );
      }
    }
    for (const copy of vendored) {
      const locked = lock?.entries.find(({ name }) => name === copy.name);
      if (!this.#isLookedAfter(copy) || locked === undefined || locked.version === copy.version) continue;
      const { path: file } = copy.file;
      const text = this.#store.text(locked);
      const edits: TextEdit[] = [
        { kind: "remove", file },
        { kind: "create", file: this.#vendoredPath(locked), text: text ?? "" },
      ];
      problems.push({
        message: `this is a copy of ${copy.name} ${copy.version}, but ${this.#helpers.lock} pins ${locked.version}: what the chart runs is not what it says, so copy that version`,
        file,
        line: 1,
        column: 1,
        data: { module: copy.name, version: copy.version, locked: locked.version },
        ...(text !== undefined && {
          fix: { title: `copy ${copy.name} ${locked.version} in place of ${copy.version}`, edits, isSafe: false },
        }),
      });
    }
    return problems;
  }

  /** Copies that are not what the repository keeps under this version. */
  #edited(): Problem[] {
    return this.#modules.vendored.flatMap((copy) => {
      if (!this.#isLookedAfter(copy)) return [];
      const text = this.#store.text(copy);
      const { path: file } = copy.file;
      const from = posix.join(this.#helpers.folder, `${copy.name.replace(".", "/")}_${copy.version}.tpl`);
      if (text === copy.file.text) return [];
      if (text === undefined) {
        return [
          {
            message: `the repository has no ${from}, of which this should be a copy: take a version that it has`,
            file,
            line: 1,
            column: 1,
            data: { module: copy.name, version: copy.version },
          },
        ];
      }
      const { line, column } = firstDifference(copy.file.text, text);
      const edits: TextEdit[] = [{ kind: "replace", file, start: 0, end: copy.file.text.length, text }];
      return [
        {
          message: `this copy of ${copy.name} ${copy.version} differs from ${from} from here on: the next one who updates modules loses the difference, so make a new version of the module, or copy it again`,
          file,
          line,
          column,
          data: { module: copy.name, version: copy.version },
          fix: { title: `copy ${from} again`, edits, isSafe: false },
        },
      ];
    });
  }
}

/** A module as a list has it. */
function entryOf({ name, version }: Module): string {
  return `${name}:${minorOf(version)}`;
}

function safeFix(title: string, edits: readonly TextEdit[]): Fix {
  return { title, edits, isSafe: true };
}

function at({ file }: ModuleList, entry: ListedModule, rest: Pick<Problem, "message" | "data">): Problem {
  const { line, column } = placeOf(file.text, entry.offset);
  return { ...rest, file: file.path, line, column, endLine: line, endColumn: column + entry.end - entry.offset };
}

function firstDifference(a: string, b: string): { line: number; column: number } {
  let offset = 0;
  while (offset < a.length && a[offset] === b[offset]) offset += 1;
  return placeOf(a, offset);
}
