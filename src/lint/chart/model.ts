import { posix } from "node:path";
import { FileError, ifReadable } from "../../helm/chart/files.ts";
import { localPath } from "../../helm/chart/local-dependencies.ts";
import type { SourceFile } from "../../layouts/chart-source.ts";
import { readSource } from "../open-chart.ts";
import type { ChartContext } from "../rule.ts";
import { type Calls, callsOf } from "./calls.ts";
import { type Outline, outlineOf } from "./outline.ts";

/** A file below `templates/`. */
export interface ChartTemplate {
  readonly file: SourceFile;
  /** `own`: what the chart itself says; `helper`: what it has from elsewhere. */
  readonly role: "own" | "helper";
  readonly calls: Calls;
  readonly outline: Outline;
}

/** What rules ask about the sources of a chart. */
export interface ChartModel {
  readonly templates: readonly ChartTemplate[];
  /** Those of them that are the chart's own. */
  readonly own: readonly ChartTemplate[];
  /** Whether a template of this name can be called: by a definition of the chart or of those that it is rendered with, or as a file. */
  defines(name: string): boolean;
  /** The names of all templates that can be called by a definition. */
  readonly definitions: ReadonlySet<string>;
  /** Whether there are subcharts that cannot be looked into, or are not there. */
  readonly isOpen: boolean;
  /** Whether a template is ever executed: it is a file of manifests, or called from one, or from what that calls. */
  isReached(name: string | undefined): boolean;
  /** Whether the chart's own templates call a template, or what they call does. */
  isCalled(name: string): boolean;
  /** Where a template of the chart's own is defined. */
  definitionOf(name: string): ChartTemplate | undefined;
}

const models = new WeakMap<ChartContext, ChartModel>();

/** The sources of a chart; read once. */
export function modelOf(context: ChartContext): ChartModel {
  let model = models.get(context);
  if (model === undefined) {
    model = readModel(context);
    models.set(context, model);
  }
  return model;
}

function readModel(context: ChartContext): ChartModel {
  const templates = context.templates.map((file) => new Template(file, roleOf(file, context)));
  const own = templates.filter(({ role }) => role === "own");
  const subcharts = readSubcharts(context);
  const reached = reachedFrom(templates);
  let called: ReadonlySet<string> | undefined;
  const definitions = new Set([
    ...templates.flatMap(({ calls }) => [...calls.definitions.keys()]),
    ...subcharts.texts.flatMap((text) => [...callsOf(text).definitions.keys()]),
  ]);
  return {
    templates,
    own,
    definitions,
    isOpen: subcharts.isOpen,
    // Each file is a template of its own, named by its path.
    defines: (name) => definitions.has(name) || name.includes("/"),
    isReached: (name) => name === undefined || reached.has(name),
    isCalled(name) {
      called ??= reachedBy(
        callsByDefinition(templates),
        own.flatMap(({ calls }) => calls.calls.map((call) => call.name)),
      );
      return called.has(name);
    },
    definitionOf: (name) => own.find(({ calls }) => calls.definitions.has(name)),
  };
}

/** The names of the templates that are called when all files of manifests are rendered. */
function reachedFrom(templates: readonly ChartTemplate[]): Set<string> {
  const called = callsByDefinition(templates);
  return reachedBy(called, called.get(undefined) ?? []);
}

/** What definitions call, by their names, and what files of manifests call outside of definitions. */
function callsByDefinition(templates: readonly ChartTemplate[]): Map<string | undefined, string[]> {
  const called = new Map<string | undefined, string[]>();
  for (const { file, calls } of templates) {
    const isPartial = posix.basename(file.name).startsWith("_");
    for (const { name, within } of calls.calls) {
      if (name === undefined || (within === undefined && isPartial)) continue;
      const names = called.get(within) ?? [];
      names.push(name);
      called.set(within, names);
    }
  }
  return called;
}

/** Some templates, and all that they call. */
function reachedBy(
  called: ReadonlyMap<string | undefined, readonly string[]>,
  from: readonly (string | undefined)[],
): Set<string> {
  const reached = new Set(from.filter((name) => name !== undefined));
  for (const name of reached) for (const each of called.get(name) ?? []) reached.add(each);
  return reached;
}

/** A definition of the chart's own, and the file that it stands in. */
export interface OwnDefinition {
  readonly template: ChartTemplate;
  readonly definition: string;
}

/** The chart's own definitions that a template calls outside of its definitions, and that these call. */
export function calledFrom(model: ChartModel, template: ChartTemplate): OwnDefinition[] {
  const found = new Map<string, OwnDefinition>();
  const collect = (from: ChartTemplate, within: string | undefined): void => {
    for (const { name, within: place } of from.calls.calls) {
      if (place !== within || name === undefined || found.has(name)) continue;
      const definition = model.definitionOf(name);
      if (definition === undefined) continue;
      found.set(name, { template: definition, definition: name });
      collect(definition, name);
    }
  };
  collect(template, undefined);
  return [...found.values()];
}

class Template implements ChartTemplate {
  readonly file: SourceFile;
  readonly role: ChartTemplate["role"];
  #outline: Outline | undefined;

  constructor(file: SourceFile, role: ChartTemplate["role"]) {
    this.file = file;
    this.role = role;
  }

  get calls(): Calls {
    return callsOf(this.file.text);
  }

  get outline(): Outline {
    this.#outline ??= outlineOf(this.file.text);
    return this.#outline;
  }
}

function roleOf(file: SourceFile, { layout, files }: ChartContext): ChartTemplate["role"] {
  const helpers = layout?.helpers;
  if (helpers?.kind === "links" && helpers.files.some((each) => each.file === file.name)) return "helper";
  if (helpers?.kind === "modules" && file.name.startsWith(`${helpers.vendor}/`)) return "helper";
  return files.stat(file.path).kind === "link" ? "helper" : "own";
}

interface Subcharts {
  readonly texts: readonly string[];
  readonly isOpen: boolean;
}

function readSubcharts({ files, folder, dependencies }: ChartContext): Subcharts {
  const texts: string[] = [];
  let isOpen = false;
  /** @param name - of what is there, below a chart */
  const visit = (chart: string, name: string): boolean => {
    const path = posix.join(chart, name);
    try {
      const { kind } = files.stat(files.realpath(path));
      if (kind === "directory") for (const each of files.list(path)) visit(chart, `${name}/${each}`);
      else if (name.endsWith(".tgz")) isOpen = true;
      else if (/(?:^|\/)templates\//.test(name)) texts.push(readSource(files, path, chart)?.text ?? "");
      return true;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return false;
    }
  };
  const visitChart = (chart: string): boolean => {
    visit(chart, "charts");
    return visit(chart, "templates");
  };
  visit(folder, "charts");
  for (const { name, repository } of dependencies) {
    const local = localPath(repository);
    const isThere = ifReadable(() => files.stat(posix.join(folder, "charts", name))) !== undefined;
    if (!isThere && (local === undefined || !visitChart(posix.resolve(folder, local)))) isOpen = true;
  }
  return { texts, isOpen };
}
