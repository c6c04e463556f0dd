import { posix } from "node:path";
import { endOfLine, lineTerminator, placeOf } from "../../edit/text-edit.ts";
import type { Layout, LayoutCall } from "../../layouts/layout.ts";
import type { ChartContext, TextEdit } from "../rule.ts";
import { type Block, blockBelow, blockOfDefinition } from "./blocks.ts";
import type { Verdict } from "./judge-calls.ts";
import { isInNetworkPolicy, type KeyLine, keyLinesOf } from "./key-lines.ts";
import { type ChartModel, type ChartTemplate, calledFrom, modelOf } from "./model.ts";
import { type Frame, isWithin, type Line, type Outline } from "./outline.ts";

/** Where a call belongs in a chart. */
export interface Placement {
  /** Absolute; it need not exist. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The edit that puts the call there; without one, {@link whyNot}. */
  readonly edit: TextEdit | undefined;
  /** What was looked for and where, where the place is not certain. */
  readonly whyNot: string | undefined;
}

/** Finds the place for a call that is missing. */
export function placeCall(context: ChartContext, layout: Layout, verdict: Verdict): Placement {
  return new Placer(context, layout, verdict).place();
}

/** The places that a call could have, where {@link placeCall} cannot tell which of them it is. */
export function possiblePlaces(context: ChartContext, layout: Layout, verdict: Verdict): Placement[] {
  return new Placer(context, layout, verdict).possible();
}

/** A place within a template, before the call is written. */
interface Spot {
  readonly template: ChartTemplate;
  readonly block: Block;
  /** The column of what is added. */
  readonly indent: number;
  /** Lines that go before and behind the call. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** What is reported. */
  readonly offset: number;
}

class Placer {
  readonly #context: ChartContext;
  readonly #layout: Layout;
  readonly #model: ChartModel;
  readonly #call: LayoutCall;
  readonly #verdict: Verdict;

  constructor(context: ChartContext, layout: Layout, verdict: Verdict) {
    this.#context = context;
    this.#layout = layout;
    this.#model = modelOf(context);
    this.#call = verdict.call;
    this.#verdict = verdict;
  }

  place(): Placement {
    return this.#call.place.within === undefined ? this.#atEnd() : this.#within();
  }

  possible(): Placement[] {
    const { place } = this.#call;
    const template = this.#templateLike(this.#verdict.template ?? place.template);
    if (place.within === undefined || template === undefined) return [];
    const keys = this.#keysIn(template, place.path ?? []);
    // Of what stands under a condition and what stands under its opposite, both want the call.
    const isEither = keys.some(({ key }) =>
      keys.some(
        ({ key: other }) =>
          other.document === key.document && other.definition === key.definition && other.line.frame !== key.line.frame,
      ),
    );
    return isEither ? [] : keys.flatMap((key) => this.#spotBelow(key) ?? []).map((spot) => this.#write(spot));
  }

  /** What gives manifests of its own stands at the end of its template. */
  #atEnd(): Placement {
    const { name, place } = this.#call;
    const call = `{{ include "${name}" . }}`;
    const template = this.#templateLike(place.template);
    if (template === undefined) {
      const file = posix.join(this.#context.folder, place.template);
      const taken = this.#model.templates.some((each) => each.file.name === place.template);
      if (taken) return this.#uncertain(file, 1, 1, `${place.template} is not the chart's own`);
      return { file, line: 1, column: 1, edit: { kind: "create", file, text: `${call}\n` }, whyNot: undefined };
    }
    const { path, text } = template.file;
    const last = placeOf(text, text.trimEnd().lastIndexOf("\n") + 1);
    const end = this.#emptyBranch(text) ?? this.#endOfRelease(template) ?? text.length;
    const eol = lineTerminator(text, end);
    const lacksNewline = end === text.length && text !== "" && !text.endsWith("\n");
    const edit = insertion(path, end, `${lacksNewline ? eol : ""}${call}${lacksNewline ? "" : eol}`);
    return { file: path, ...last, edit, whyNot: undefined };
  }

  /**
   * The template of this name. Of those that have it in another folder or with another extension, the only one; else the only
   * one in the same folder, or the only one that writes something out for all releases.
   */
  #templateLike(name: string): ChartTemplate | undefined {
    const exact = this.#model.own.find(({ file }) => file.name === name);
    if (exact !== undefined) return exact;
    const stem = stemOf(name);
    const alike = this.#model.own.filter(({ file }) => stemOf(file.name) === stem && !file.name.includes("/tests/"));
    const beside = alike.filter(({ file }) => posix.dirname(file.name) === posix.dirname(name));
    const always = alike.filter(({ outline }) =>
      outline.lines.some(({ kind, frame }) => kind === "text" && frame === undefined),
    );
    return [alike, beside, always].find(({ length }) => length === 1)?.[0];
  }

  /** Between a condition that asks for TLS, and its `else` or `end`, where nothing else is: a start of a line. */
  #emptyBranch(text: string): number | undefined {
    const enabled = this.#layout.values.enabled.join("\\.");
    const branch = new RegExp(
      `\\{\\{-?\\s*if\\s+\\$?\\.Values\\.${enabled}\\s*-?\\}\\}\\s*\\n(?=[ \\t]*\\{\\{-?\\s*(?:else|end)\\b)`,
    );
    const match = branch.exec(text);
    return match === null ? undefined : match.index + match[0].length;
  }

  /**
   * Where all of a template is only for some releases, the start of the line that ends it: others need nothing more. What
   * asks for other values may well ask for something that TLS does not hang on.
   */
  #endOfRelease({ outline }: ChartTemplate): number | undefined {
    let innermost: Frame | undefined;
    for (const frame of framesOfAll(outline)) {
      const condition = /^\{\{[\s\S]*?\}\}/.exec(outline.text.slice(frame.start))?.[0] ?? "";
      if (!condition.includes(".Release.") && condition.includes(".Values.")) break;
      innermost = frame;
    }
    if (innermost === undefined) return undefined;
    const { start } = innermost;
    return outline.lines.find((line) => line.start > start && !isWithin(outline.frameAt(line.end), innermost))?.start;
  }

  #within(): Placement {
    const { place } = this.#call;
    const name = this.#verdict.template ?? place.template;
    const template = this.#model.own.find(({ file }) => file.name === name);
    if (template === undefined) {
      return this.#uncertain(
        posix.join(this.#context.folder, name),
        1,
        1,
        `${name} is not a template of the chart's own`,
      );
    }
    const spot = this.#spotIn(template);
    if (typeof spot === "string") return this.#uncertain(template.file.path, 1, 1, spot);
    return this.#write(spot);
  }

  #uncertain(file: string, line: number, column: number, whyNot: string): Placement {
    return { file, line, column, edit: undefined, whyNot };
  }

  /** The place in a template or in what it calls; else why there is none. */
  #spotIn(template: ChartTemplate): Spot | string {
    const { path = [], addsBelow } = this.#call.place;
    const keys = this.#keysIn(template, path);
    const key = this.#only(keys);
    const names = path.map((keys) => keys.split("|")[0]);
    const below = names.length > 1 ? ` below \`${names.slice(0, -1).join(".")}\`` : "";
    const wanted = `\`${names.at(-1)}:\`${below}`;
    if (key !== undefined)
      return this.#spotBelow(key) ?? `what stands below ${wanted} in ${key.template.file.name} has no certain end`;
    if (keys.length > 1) return `${template.file.name} has ${wanted} ${keys.length} times`;
    const parents = addsBelow === undefined ? [] : this.#keysIn(template, addsBelow);
    const parent = this.#only(parents);
    if (parent === undefined) return `no ${wanted} in ${template.file.name}, nor in what it calls`;
    return this.#spotWithKey(parent) ?? `what stands beside ${wanted} in ${template.file.name} has no certain end`;
  }

  /** The keys with this path, in a template and in the chart's own definitions that it calls. */
  #keysIn(template: ChartTemplate, path: readonly string[]): PlacedKey[] {
    const here = this.#keysOf(template, undefined, path);
    if (here.length > 0) return here;
    return calledFrom(this.#model, template).flatMap(({ template: file, definition }) =>
      this.#keysOf(file, definition, path),
    );
  }

  #keysOf(template: ChartTemplate, definition: string | undefined, path: readonly string[]): PlacedKey[] {
    const all = keyLinesOf(template.outline).filter((each) => each.definition?.name === definition);
    const kindOf = (key: KeyLine): string | undefined =>
      all.find((each) => each.document === key.document && each.path.length === 1 && each.path[0] === "kind")?.value;
    const found = all.filter((each) => endsWith(each.path, path) && each.value === "");
    const [kind] = this.#verdict.object?.split(" ") ?? [];
    const isPolicy = this.#call.place.within === "network-policy";
    const ofKind = found.filter((each) =>
      isPolicy ? isInNetworkPolicy(all, each) : kind === undefined || kindOf(each) === kind,
    );
    return (ofKind.length > 0 ? ofKind : definition === undefined ? [] : found).map((key) => ({ template, key }));
  }

  /** Of several keys, the only one in a manifest that does not have the call already. */
  #only(keys: readonly PlacedKey[]): PlacedKey | undefined {
    if (keys.length < 2) return keys[0];
    const hasCall = ({ template, key }: PlacedKey): boolean => {
      const block = blockBelow(template.outline, key);
      return block !== undefined && this.#isCalledIn(template, block);
    };
    const done = keys.filter(hasCall).map(({ key }) => key.document);
    const open = keys.filter(({ key }) => !done.includes(key.document));
    if (open.length < 2) return open[0];
    // Of the rules of a network policy, what is open to all has no `from` or `to` before its ports.
    const first = open.filter(({ key }) => /^\s*-\s/.test(key.line.content));
    return first.length === 1 ? first[0] : undefined;
  }

  #isCalledIn(template: ChartTemplate, block: Block): boolean {
    return block.lines.some((line) =>
      template.calls.calls.some(({ name, offset }) => {
        return name === this.#call.name && offset >= line.start && offset <= line.end;
      }),
    );
  }

  #spotBelow({ template, key }: PlacedKey): Spot | undefined {
    const block = blockBelow(template.outline, key);
    if (block === undefined) return undefined;
    const inner = this.#spotInWhatFills(template, block);
    if (inner !== undefined) return inner;
    const indent = block.indent ?? key.column + 2;
    return { template, block, indent, before: [], after: [], offset: key.line.start + key.column };
  }

  /** Whether a definition asks whether TLS is on: then it is the one that cares for what that needs. */
  #asksForTls({ outline }: ChartTemplate, definition: Frame): boolean {
    const end = blockOfDefinition(outline, definition)?.end ?? outline.text.length;
    return outline.text.slice(definition.start, end).includes(`.Values.${this.#layout.values.root}.`);
  }

  /** A comment of a definition that is the heading of what TLS needs, with nothing below it. */
  #announcement({ outline }: ChartTemplate, definition: Frame): Line | undefined {
    const lines = outline.lines.filter(({ kind }) => kind !== "control");
    return lines.find(({ kind, frame, content }, i) => {
      const next = lines[i + 1];
      const isAlone = next === undefined || next.kind === "comment" || !isWithin(next.frame, definition);
      return kind === "comment" && isAlone && isWithin(frame, definition) && /^\s*#\s*TLS\b/i.test(content);
    });
  }

  /** A definition of the chart's own that a list, or the part of it that TLS needs, is left to. */
  #spotInWhatFills(template: ChartTemplate, block: Block): Spot | undefined {
    const isOnly = block.lines.length === 1;
    const outputs = block.lines.filter(({ kind }) => kind === "output");
    const found = outputs.flatMap((line) =>
      template.calls.calls.flatMap(({ name, offset }) => {
        if (name === undefined || offset < line.start || offset > line.end) return [];
        const definition = this.#model.definitionOf(name);
        const frame = definition?.outline.definitions.get(name);
        if (definition === undefined || frame === undefined) return [];
        const comment = this.#announcement(definition, frame);
        const isForTls = comment !== undefined || (isOnly && this.#asksForTls(definition, frame));
        return isForTls ? [this.#spotInDefinition(definition, frame, comment)] : [];
      }),
    );
    return found.length === 1 || isOnly ? found.at(-1) : undefined;
  }

  /** @param comment - the line to stand behind; without one, behind all of the definition */
  #spotInDefinition(template: ChartTemplate, definition: Frame, comment: Line | undefined): Spot | undefined {
    const block = blockOfDefinition(template.outline, definition);
    if (block === undefined) return undefined;
    const spot = { template, before: [], after: [] };
    if (comment === undefined) return { ...spot, block, indent: block.indent ?? 0, offset: definition.start };
    const { start: offset, end, frame, indent } = comment;
    return { ...spot, block: { ...block, frame, end: Math.min(end + 1, template.file.text.length) }, indent, offset };
  }

  /** A key that is not there yet; only with TLS on it has something below it. */
  #spotWithKey({ template, key }: PlacedKey): Spot | undefined {
    const block = blockBelow(template.outline, key);
    if (block?.indent === undefined) return undefined;
    const { path = [] } = this.#call.place;
    const pad = " ".repeat(block.indent);
    const values = isMoved(block.frame) ? "$.Values" : ".Values";
    const before = [`${pad}{{- if ${values}.${this.#layout.values.enabled.join(".")} }}`, `${pad}${path.at(-1)}:`];
    const after = [`${pad}{{- end }}`];
    return { template, block, indent: block.indent + 2, before, after, offset: key.line.start + key.column };
  }

  #write({ template, block, indent, before, after, offset }: Spot): Placement {
    const { path, text } = template.file;
    const argument = isMoved(block.frame) ? "$" : this.#argumentIn(template, block.frame);
    const word = this.#indentWord();
    const pad = " ".repeat(indent);
    const pipe = indent === 0 ? "" : ` | ${word} ${indent}`;
    const lines = [...before, `${pad}{{- include "${this.#call.name}" ${argument}${pipe} }}`, ...after];
    const eol = lineTerminator(text, Math.max(0, block.end - 1));
    const isBehindAll = block.end >= text.length && !text.endsWith("\n");
    const added = isBehindAll ? lines.map((line) => eol + line) : lines.map((line) => line + eol);
    const edit = insertion(path, block.end, added.join(""));
    return { file: path, ...placeOf(text, offset), edit, whyNot: undefined };
  }

  /** What the other calls of helpers in the same definition are handed. */
  #argumentIn(template: ChartTemplate, frame: Frame | undefined): string {
    const { name } = definitionAround(frame) ?? {};
    if (name === undefined) return ".";
    const others = template.calls.calls.filter((call) => call.within === name && call.argument !== undefined);
    return others[0]?.argument ?? ".";
  }

  /** As the chart's other calls of the layout have it. */
  #indentWord(): "indent" | "nindent" {
    const names = new Set(this.#layout.calls.map(({ name }) => name));
    const words = this.#model.own
      .flatMap(({ calls }) => calls.calls)
      .filter(({ name }) => name !== undefined && names.has(name))
      .flatMap(({ indent }) => indent?.function ?? []);
    return words.filter((word) => word === "nindent").length * 2 > words.length ? "nindent" : "indent";
  }
}

interface PlacedKey {
  readonly template: ChartTemplate;
  readonly key: KeyLine;
}

/** `deployment` of `templates/web/deployment.yaml.tpl`. */
function stemOf(name: string): string {
  return posix.basename(name).replace(/\.(?:ya?ml|tpl|ya?ml\.tpl)$/, "");
}

/** The conditions that all of a template stands under, the outermost first. */
function framesOfAll({ lines }: Outline): Frame[] {
  const [first = [], ...others] = lines
    .filter(({ kind }) => kind === "text" || kind === "output")
    .map(({ frame }) => framesAround(frame));
  const end = first.findIndex((frame, i) => frame.kind !== "if" || others.some((each) => each[i] !== frame));
  return end < 0 ? first : first.slice(0, end);
}

/** What encloses a frame, the outermost first, and the frame itself. */
function framesAround(frame: Frame | undefined): Frame[] {
  return frame === undefined ? [] : [...framesAround(frame.parent), frame];
}

function endsWith(path: readonly string[], end: readonly string[]): boolean {
  if (path.length < end.length) return false;
  return end.every((keys, i) => keys.split("|").includes(path[path.length - end.length + i] ?? ""));
}

/** Whether a dot means something else here than at the start of the template. */
function isMoved(frame: Frame | undefined): boolean {
  for (let each = frame; each !== undefined && each.kind !== "define"; each = each.parent) {
    if (each.kind === "range" || each.kind === "with") return true;
  }
  return false;
}

function definitionAround(frame: Frame | undefined): Frame | undefined {
  let each = frame;
  while (each !== undefined && each.kind !== "define") each = each.parent;
  return each;
}

function insertion(file: string, offset: number, text: string): TextEdit {
  return { kind: "replace", file, start: offset, end: offset, text };
}

/** The edit that takes a call out, where nothing else is on its line. */
export function removeCall({ template: { file }, call }: NonNullable<Verdict["found"]>): TextEdit | undefined {
  const { path, text } = file;
  const start = text.lastIndexOf("\n", call.offset) + 1;
  const end = endOfLine(text, call.offset);
  if (!/^\s*\{\{-?\s*(?:include|template)\s[^{}]*\}\}\s*$/.test(text.slice(start, end))) return undefined;
  return { kind: "replace", file: path, start, end, text: "" };
}
