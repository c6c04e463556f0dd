import { posix } from "node:path";
import type { CallEffect, Layout, LayoutCall } from "../../layouts/layout.ts";
import type { ChartContext } from "../rule.ts";
import { type Call, callsOf } from "./calls.ts";
import { hasBarePorts, hasConfigMap, hasEffect, hasService, isJob, opensPort, policiesOf } from "./effects.ts";
import { isInNetworkPolicy, type KeyLine, keyLinesOf, networkPolicy } from "./key-lines.ts";
import { type Manifests, manifestsOf, type Pod } from "./manifests.ts";
import { type ChartModel, type ChartTemplate, calledFrom, modelOf } from "./model.ts";
import { modulesOf } from "./modules.ts";
import {
  allSwitchedOn,
  layersOf,
  listenerValues,
  namesOfListeners,
  publicPortOf,
  telemetryPortOf,
  tlsValues,
} from "./tls-values.ts";

/** A call of the layout that does not do in this chart what it is for. */
export interface Verdict {
  readonly call: LayoutCall;
  /** Where the call stands all the same: what it gives has no effect there. */
  readonly found: FoundCall | undefined;
  /** The template that gives the manifest that lacks something, by its name; `undefined`: there is none. */
  readonly template: string | undefined;
  /** The object that lacks something, as `Kind name`. */
  readonly object: string | undefined;
  /** Whether nobody misses it as yet. */
  readonly isMinor: boolean;
  /** The module that brings it, where all that speaks for the call is that the chart lists this module. */
  readonly module?: string;
}

export interface FoundCall {
  readonly template: ChartTemplate;
  readonly call: Call;
}

const judged = new WeakMap<ChartContext, Promise<readonly Verdict[]>>();

/**
 * What is missing for the sidecar of a chart, judged on what the chart renders to with TLS on: with its own values, with
 * those of its fixtures, and with all of its own switches on. Charts that call none of the helpers are none of its business.
 */
export function judgeCalls(context: ChartContext): Promise<readonly Verdict[]> {
  let verdicts = judged.get(context);
  if (verdicts === undefined) {
    verdicts = context.layout === undefined ? Promise.resolve([]) : new Judge(context, context.layout).verdicts();
    judged.set(context, verdicts);
  }
  return verdicts;
}

/** Whether policies let a pod, named as `Kind name`, reach what the listeners of its sidecar lead to. */
export async function canReach(context: ChartContext, layout: Layout, object: string): Promise<boolean> {
  const reach = await new Judge(context, layout).reach();
  return reach.some((each) => each.object === object && each.isOpen);
}

/** The calls of a layout's helpers that a chart itself makes. */
export function ownCallsOf(model: ChartModel, name: string): FoundCall[] {
  return model.own.flatMap((template) =>
    template.calls.calls.filter((call) => call.name === name).map((call) => ({ template, call })),
  );
}

/** The calls without which a chart has no sidecar. */
function isOfSidecar({ effect }: LayoutCall): boolean {
  return effect.kind === "container" || effect.kind === "volume" || effect.kind === "config-map";
}

/** The calls that bring something to pods. */
function isOfPod({ effect }: LayoutCall): boolean {
  return effect.kind === "annotation" || effect.kind === "container" || effect.kind === "volume";
}

/** Whether a chart means to have the sidecar of its layout. */
export function hasSidecar(context: ChartContext, layout: Layout): boolean {
  const model = modelOf(context);
  return layout.calls.some((call) => isOfSidecar(call) && ownCallsOf(model, call.name).length > 0);
}

/** What is known of a pod from all renders. */
interface PodRecord {
  pod: Pod;
  readonly effects: Set<LayoutCall>;
  /** The public port has a service. */
  isServed: boolean;
  /** It has a public port in some render. */
  isPublic: boolean;
  config: "unknown" | "missing" | "there";
  /** `bare`: a list of ports is empty, which opens all of them, as long as nothing else is in it. */
  ingress: "none" | "bare" | "closed" | "open";
  policy: string | undefined;
}

/** Where pods can be reached; `undefined`: not at all. */
interface SidecarPorts {
  readonly port: string | undefined;
  readonly telemetryPort: string | undefined;
}

/** Whether a chart has something that a call could be part of: what its policies do not restrict needs no exception. */
export function hasPlaceFor(model: ChartModel, { place }: LayoutCall): boolean {
  if (place.within !== "network-policy") return true;
  return keysOfPolicies(model).some((keys) =>
    keys.some((key) => key.path.includes(place.path?.[0] ?? "") && isInNetworkPolicy(keys, key)),
  );
}

/** The keys of each template that may write out network policies: to read all the others takes longer than a look at them. */
function keysOfPolicies(model: ChartModel): (readonly KeyLine[])[] {
  return model.own.filter(({ file }) => file.text.includes(networkPolicy)).map(({ outline }) => keyLinesOf(outline));
}

interface Reach {
  /** As `Kind name`. */
  readonly object: string;
  /** That of the first of the policies. */
  readonly template: string | undefined;
  readonly isOpen: boolean;
}

/** The key of the containers of a pod. */
const containersKey = "containers";

class Judge {
  readonly #context: ChartContext;
  readonly #layout: Layout;
  readonly #model: ChartModel;
  readonly #pods = new Map<string, PodRecord>();
  #podsWithCalls: ReadonlyMap<string, number> | undefined;
  /** The templates that rendered at least once. */
  readonly #rendered = new Set<string>();

  constructor(context: ChartContext, layout: Layout) {
    this.#context = context;
    this.#layout = layout;
    this.#model = modelOf(context);
  }

  async verdicts(): Promise<Verdict[]> {
    const found = await this.#ofManifests();
    return [...found, ...this.#ofList().filter(({ call }) => !found.some((each) => each.call === call))];
  }

  async #ofManifests(): Promise<Verdict[]> {
    if (!hasSidecar(this.#context, this.#layout)) return [];
    const bases = [[], ...this.#context.fixtures.map(({ text }) => [text]), [allSwitchedOn(this.#context)]];
    for (const base of bases) {
      await this.#look(base);
      // What one of them hides, another may show.
      if (!this.#isHidden()) break;
    }
    return [...this.#ofPods(), ...this.#ofRelease(), ...(await this.#ofEgress())];
  }

  async #look(base: readonly string[]): Promise<void> {
    const { render } = this.#context;
    const rendered = await render(...base, tlsValues(this.#context, this.#layout, base, "on"));
    const manifests = manifestsOf(rendered);
    for (const { name } of rendered.templates) if (!manifests.failures.has(name)) this.#rendered.add(name);
    const port = publicPortOf(this.#context, this.#layout, base);
    const telemetryPort = telemetryPortOf(this.#context, this.#layout, base);
    for (const pod of manifests.pods) this.#note(pod, manifests, { port, telemetryPort });
  }

  #note(pod: Pod, manifests: Manifests, { port, telemetryPort }: SidecarPorts): void {
    const { template, kind, name } = pod.object;
    const key = `${template} ${kind} ${name}`;
    const record = this.#pods.get(key) ?? {
      pod,
      effects: new Set(),
      isServed: false,
      isPublic: false,
      config: "unknown",
      ingress: "none",
      policy: undefined,
    };
    this.#pods.set(key, record);
    const effects = this.#layout.calls.filter(({ effect }) => hasEffect(pod, effect) === true);
    for (const call of effects) record.effects.add(call);
    // Without the sidecar, this render says nothing about what is for it.
    if (!effects.some(isOfSidecar)) return;
    for (const { effect } of this.#layout.calls) {
      if (effect.kind !== "config-map" || record.config === "there") continue;
      const volumes = effect.volumes.filter((volume) => !this.#isForeign(pod, volume));
      const maps = volumes.flatMap((volume) => hasConfigMap(manifests, pod, volume) ?? []);
      if (volumes.length < effect.volumes.length) record.config = "there";
      else if (maps.length > 0) record.config = maps.every((isThere) => isThere) ? "there" : "missing";
    }
    if (isJob(pod)) return;
    if (port !== undefined) {
      record.isPublic = true;
      if (hasService(manifests, pod, port)) record.isServed = true;
    }
    const wanted = port ?? telemetryPort;
    if (wanted === undefined) return;
    for (const policy of policiesOf(manifests, pod, "Ingress")) {
      if (hasBarePorts(policy)) {
        if (record.ingress === "none") record.ingress = "bare";
      } else if (opensPort(policy, "Ingress", wanted)) record.ingress = "open";
      else if (record.ingress !== "open") record.ingress = "closed";
      record.policy ??= policy.template;
    }
  }

  /** Whether there may be more to see with other values: pods that have to do with TLS, or what opens ports to all as yet. */
  #isHidden(): boolean {
    const records = [...this.#pods.values()];
    if (records.some(({ ingress }) => ingress === "bare") || this.#withSidecar().length === 0) return true;
    this.#podsWithCalls ??= this.#countPodsWithCalls();
    return [...this.#podsWithCalls].some(([name, count]) => {
      const pods = records.filter(({ pod }) => pod.object.template === name).map(({ pod }) => pod);
      // Those that a template writes out in turn are alike.
      const kinds = new Set(pods.map(({ object, containers }) => `${object.kind} ${containers.join(" ")}`));
      return kinds.size < count;
    });
  }

  /** How many pods each template writes out that call helpers; none where it calls none. */
  #countPodsWithCalls(): Map<string, number> {
    const templates = this.#model.own.filter(({ file }) => !posix.basename(file.name).startsWith("_"));
    return new Map(templates.map((template) => [template.file.name, this.#podsWithCallsIn(template)]));
  }

  #podsWithCallsIn(template: ChartTemplate): number {
    const parts = [{ template, definition: undefined }, ...calledFrom(this.#model, template)];
    const isOfPods = (name: string | undefined): boolean =>
      this.#layout.calls.some((call) => call.name === name && isOfPod(call));
    const calls = parts.some(({ template: { calls }, definition }) =>
      calls.calls.some(({ name, within }) => within === definition && isOfPods(name)),
    );
    if (!calls) return 0;
    // To read the others takes longer than a look at them.
    const withPods = parts.filter(({ template: { file } }) => file.text.includes(containersKey));
    const keys = withPods.flatMap(({ template: { outline }, definition }) =>
      keyLinesOf(outline).filter((key) => key.definition?.name === definition && key.path.at(-1) === containersKey),
    );
    return keys.length;
  }

  /** Whether the config map of a volume is that of another release: then its name is written out. */
  #isForeign(pod: Pod, volume: string): boolean {
    const name = pod.volumes.get(volume);
    return name !== undefined && this.#model.own.some(({ file }) => file.text.includes(name));
  }

  /** The pods with a sidecar, or parts of it. Annotations alone restart pods more often than they need, and do no harm. */
  #withSidecar(): PodRecord[] {
    return [...this.#pods.values()].filter(({ effects }) => [...effects].some(isOfSidecar));
  }

  #ofPods(): Verdict[] {
    const calls = this.#layout.calls.filter(isOfPod);
    const some = this.#withSidecar();
    if (some.length === 0) return this.#withoutPods(calls);
    return some.flatMap((record) =>
      calls
        .filter((call) => !record.effects.has(call) && !(call.effect.kind === "annotation" && isJob(record.pod)))
        .map((call) => {
          const { template, kind, name } = record.pod.object;
          const others = some.filter((each) => each !== record && each.effects.has(call));
          const calls = ownCallsOf(this.#model, call.name);
          // Where the same template gives it to another pod, the call is that one's.
          const here = others.some(({ pod }) => pod.object.template === template)
            ? undefined
            : calls.find((each) => each.template.file.name === template);
          // What another template of manifests calls, it calls for its own; a partial may be meant for this one.
          const inPartial = calls.find((each) => posix.basename(each.template.file.name).startsWith("_"));
          const found = here ?? (others.length === 0 ? inPartial : undefined);
          return { call, found, template, object: `${kind} ${name}`, isMinor: false };
        }),
    );
  }

  /** No pod has anything of it. */
  #withoutPods(calls: readonly LayoutCall[]): Verdict[] {
    const workloads = [...this.#pods.values()].filter(({ pod }) => !isJob(pod) && pod.object.kind !== "Pod");
    const [only] = workloads.length === 1 ? workloads : [];
    return calls.flatMap((call) => {
      const found = ownCallsOf(this.#model, call.name)[0];
      if (found !== undefined && !this.#isRendered(found)) return [];
      if (found === undefined && workloads.length > 1) return [];
      const object = only && `${only.pod.object.kind} ${only.pod.object.name}`;
      return [{ call, found, template: only?.pod.object.template, object, isMinor: false }];
    });
  }

  #ofRelease(): Verdict[] {
    const some = this.#withSidecar();
    const lasting = some.filter(({ pod }) => !isJob(pod));
    return this.#layout.calls.flatMap((call) => {
      const [found] = ownCallsOf(this.#model, call.name);
      const verdict: Verdict = { call, found, template: undefined, object: undefined, isMinor: false };
      if (!["config-map", "service", "ingress"].includes(call.effect.kind)) return [];
      const lacking = some.length === 0 ? undefined : this.#lacking(call.effect, some, lasting);
      if (lacking === false) return [];
      if (lacking === undefined) return found === undefined && call.effect.kind !== "ingress" ? [verdict] : [];
      if (found !== undefined && !this.#isRendered(found)) return [];
      const { kind, name } = lacking.pod.object;
      const object = `${kind} ${name}`;
      if (call.effect.kind !== "ingress") return [{ ...verdict, object }];
      // Where it opens the port for others, it stands where it should.
      const isForOthers = lasting.some(({ ingress }) => ingress === "open");
      return [{ ...verdict, found: isForOthers ? undefined : found, template: lacking.policy, object }];
    });
  }

  /** The pod that lacks it; `false`: none does; `undefined`: nobody can tell. */
  #lacking(
    { kind }: CallEffect,
    some: readonly PodRecord[],
    lasting: readonly PodRecord[],
  ): PodRecord | false | undefined {
    if (kind === "config-map") {
      if (some.every(({ config }) => config === "unknown")) return undefined;
      return some.find(({ config }) => config === "missing") ?? false;
    }
    if (kind === "service") {
      const open = lasting.filter(({ isPublic }) => isPublic);
      return (open.some(({ isServed }) => isServed) ? undefined : open[0]) ?? false;
    }
    return lasting.find(({ ingress }) => ingress === "closed") ?? false;
  }

  #isRendered({ template, call }: FoundCall): boolean {
    return call.within !== undefined || this.#rendered.has(template.file.name);
  }

  async #ofEgress(): Promise<Verdict[]> {
    const call = this.#layout.calls.find(({ effect }) => effect.kind === "egress");
    if (call === undefined || this.#withSidecar().length === 0) return [];
    const calls = ownCallsOf(this.#model, call.name).length;
    if (calls > 0 && calls >= this.#placesFor(call)) return [];
    const restricted = await this.reach();
    const closed = restricted.filter(({ isOpen }) => !isOpen);
    // Where the call stands and opens nothing, other values may well give it something to do.
    if (calls > 0 && closed.length === restricted.length) return [];
    // One is enough where none is open: they share what closes them.
    return (closed.length === restricted.length ? closed.slice(0, 1) : closed).map(({ object, template }) => {
      return { call, found: undefined, template, object, isMinor: !this.#hasListeners() };
    });
  }

  /** How many policies have the list that a call belongs to. */
  #placesFor({ place: { path = [] } }: LayoutCall): number {
    return keysOfPolicies(this.#model).reduce((sum, keys) => {
      const lists = keys.filter((key) => key.path.length === path.length + 1 && key.path.at(-1) === path.at(-1));
      return sum + lists.filter((key) => isInNetworkPolicy(keys, key)).length;
    }, 0);
  }

  /** The pods with a sidecar of which policies say what they may reach, and whether that is what a listener leads to. */
  async reach(): Promise<Reach[]> {
    const { listeners } = this.#layout.values;
    const more = listenerValues(this.#layout);
    if (listeners === undefined || more === undefined) return [];
    const on = tlsValues(this.#context, this.#layout, [], "on");
    const manifests = manifestsOf(await this.#context.render(on, more));
    return manifests.pods.flatMap((pod) => {
      if (!this.#layout.calls.some((each) => isOfSidecar(each) && hasEffect(pod, each.effect) === true)) return [];
      const policies = policiesOf(manifests, pod, "Egress");
      const isOpen = policies.some((each) => opensPort(each, "Egress", String(listeners.port)));
      const object = `${pod.object.kind} ${pod.object.name}`;
      return policies.length === 0 ? [] : [{ object, template: policies[0]?.template, isOpen }];
    });
  }

  /** A module that a chart lists, and of which nothing is called: the calls of it that the chart has a place for. */
  #ofList(): Verdict[] {
    const { helpers, calls } = this.#layout;
    if (helpers.kind !== "modules") return [];
    const { list, vendored } = modulesOf(this.#context, helpers);
    return (list?.entries ?? []).flatMap(({ name: module }) => {
      const copy = vendored.find(({ name }) => name === module);
      const defined = copy === undefined ? [] : [...callsOf(copy.file.text).definitions.keys()];
      if (defined.some((name) => this.#model.isCalled(name))) return [];
      const ofModule = calls.filter(({ name }) => defined.includes(name));
      const placed = ofModule.filter((call) => hasPlaceFor(this.#model, call));
      return (placed.length > 0 ? placed : ofModule.slice(0, 1)).map((call) => {
        return { call, found: undefined, template: undefined, object: undefined, isMinor: true, module };
      });
    });
  }

  /** Whether the chart's own values, or one of its fixtures, name listeners. */
  #hasListeners(): boolean {
    return [[], ...this.#context.fixtures.map(({ text }) => [text])].some(
      (base) => namesOfListeners(layersOf(this.#context, base), this.#layout).length > 0,
    );
  }
}
