import { onOneLine } from "../on-one-line.ts";
import { formatKeyPath, type OriginLayer, winnerOf } from "../provenance/origin.ts";
import { isSamePath, type NoKey, placeOf } from "./deciding-key.ts";
import { layersOfKey, valueAfter } from "./key-values.ts";
import { describeService, type FileEdit } from "./plan.ts";
import { filesOf, listsFile, type SurveyedRelease } from "./survey.ts";
import type { ValuesFile } from "./values-files.ts";

/** What a key is to say in a values file. */
export interface KeyWrite {
  readonly path: readonly string[];
  readonly value: string;
}

/** Keys of a release that are to decide something else, all of them in the same file. */
export interface Demand {
  readonly release: SurveyedRelease;
  /** The key of the version comes first. */
  readonly keys: readonly (KeyWrite & { readonly layers: readonly OriginLayer[] })[];
}

export interface Assignment {
  readonly edits: readonly FileEdit[];
  /** What is written, by the real path of the file. */
  readonly writes: ReadonlyMap<string, readonly KeyWrite[]>;
  /** The files that serve a release, by its id. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Why a release cannot be served, by its id. */
  readonly refused: ReadonlyMap<string, string>;
}

/** Why it cannot be known what becomes of releases when a file changes that they read, by their ids. */
export type Unproved = ReadonlyMap<string, string>;

export interface AssignmentOptions {
  /** Releases whose files are left alone. */
  readonly unproved?: Unproved | undefined;
  /** Whether to replace an override also where its removal would do. */
  readonly force: boolean;
  /** Makes the edit of a file, or says why it cannot be made. */
  edit(realPath: string, writes: readonly KeyWrite[]): FileEdit | NoKey;
}

/**
 * Finds the smallest set of values files in which keys can be set so that exactly the releases that demand it change: where
 * the key is set and decides, it is replaced; else the file that serves most of the releases of a helmfile gets it. A
 * release that cannot be served keeps what it has, which counts for the others.
 *
 * @param releases - all that read one of the files
 */
export function assignFiles(
  demands: readonly Demand[],
  releases: readonly SurveyedRelease[],
  options: AssignmentOptions,
): Assignment {
  const index = indexOf(releases);
  const refused = new Map<string, string>();
  for (;;) {
    const open = demands.filter(({ release }) => !refused.has(release.id));
    const attempt = new Attempt(open, index, options);
    const assignment = attempt.run();
    if (assignment.refused.size === 0) return { ...assignment, refused };
    for (const [id, reason] of assignment.refused) refused.set(id, reason);
  }
}

/** Releases by what they are looked for. */
interface ReleaseIndex {
  /** Those that read a file, by its real path. */
  readonly readers: ReadonlyMap<string, readonly SurveyedRelease[]>;
  /** Those of a helmfile, by its path. */
  readonly ofHelmfile: ReadonlyMap<string, readonly SurveyedRelease[]>;
}

function indexOf(releases: readonly SurveyedRelease[]): ReleaseIndex {
  const readers = new Map<string, SurveyedRelease[]>();
  const ofHelmfile = new Map<string, SurveyedRelease[]>();
  for (const release of releases) {
    for (const file of new Set(filesOf(release))) addTo(readers, file, release);
    addTo(ofHelmfile, release.target.helmfile, release);
  }
  return { readers, ofHelmfile };
}

class Attempt {
  readonly #demands: readonly Demand[];
  readonly #releases: ReleaseIndex;
  readonly #options: AssignmentOptions;
  /** What releases want keys to say, by id and key. */
  readonly #wanted = new Map<string, string>();
  readonly #writes = new Map<string, KeyWrite[]>();
  readonly #files = new Map<Demand, string>();
  readonly #refused = new Map<string, string>();
  /** What is known of bystanders, by file and keys: many releases may demand the same of one file. */
  readonly #bystanders = new Map<string, readonly SurveyedRelease[]>();

  constructor(demands: readonly Demand[], releases: ReleaseIndex, options: AssignmentOptions) {
    this.#demands = demands;
    this.#releases = releases;
    this.#options = options;
    for (const { release, keys } of demands) {
      for (const { path, value } of keys) this.#wanted.set(wantedId(release, path), value);
    }
  }

  run(): Assignment {
    this.#replaceInPlace();
    for (const group of groupsOf(this.#demands)) this.#cover(group);
    for (const demand of this.#demands) {
      if (!this.#files.has(demand) && !this.#refused.has(demand.release.id)) {
        this.#refused.set(demand.release.id, this.#whyUnserved(demand));
      }
    }
    const edits = this.#refused.size === 0 ? this.#edit() : [];
    const files = new Map<string, string[]>();
    for (const [{ release }, file] of this.#files) {
      files.set(release.id, [...new Set([...(files.get(release.id) ?? []), file])]);
    }
    return { edits, writes: this.#writes, files, refused: this.#refused };
  }

  #replaceInPlace(): void {
    const byFile = new Map<string, Demand[]>();
    for (const demand of this.#demands) {
      const file = decidingFile(demand);
      if (file?.exists) addTo(byFile, file.realPath, demand);
    }
    for (const [file, demands] of byFile) {
      if (!this.#options.force && demands.every((demand) => isInherited(demand, file))) {
        for (const demand of demands) this.#refused.set(demand.release.id, whyInherited(demand, file));
        continue;
      }
      for (const demand of demands) {
        if (this.#isAllowed(file, demand)) this.#assign(file, demand);
      }
    }
  }

  /** Serves what is left of a group, whose demands are the same, with as few files as possible. */
  #cover(group: readonly Demand[]): void {
    const [sample] = group as [Demand];
    const read = new Set(this.#open(group).flatMap(({ release }) => filesOf(release)));
    if (read.size === 0) return;
    // A file that was chosen for another release serves all who read it.
    for (const [file, writes] of this.#writes) {
      if (!read.has(file)) continue;
      const hasAll = sample.keys.every(({ path }) => writes.some((write) => isSamePath(write.path, path)));
      if (hasAll) this.#serve(file, group, sample);
    }
    // A file is made only where those that exist would not do.
    const existing = this.#choose(group, sample, ({ isOwn, exists }) => isOwn && exists);
    if (existing.isEnough) for (const file of existing.files) this.#serve(file, group, sample);
    for (const mayServe of [({ isOwn }: ValuesFile) => isOwn, ({ exists }: ValuesFile) => exists]) {
      for (const file of this.#choose(group, sample, mayServe).files) this.#serve(file, group, sample);
    }
  }

  /** The files that serve what is left of a group, as few as possible, and whether they serve all of it. */
  #choose(group: readonly Demand[], sample: Demand, mayServe: (file: ValuesFile) => boolean) {
    let open = this.#open(group);
    const candidates = new Map<string, { readonly index: number; readonly exists: boolean }>();
    for (const { release } of open) {
      for (const [index, file] of release.files.entries()) {
        if (!file || !mayServe(file)) continue;
        const first = Math.min(index, candidates.get(file.realPath)?.index ?? index);
        candidates.set(file.realPath, { index: first, exists: file.exists });
      }
    }
    const allowed = [...candidates]
      .filter(([file]) => this.#isAllowed(file, sample))
      .map(([file, place]) => ({
        ...{ file, ...place, distance: this.#distance(file, sample) },
        alike: place.exists ? 0 : this.#countAlike(place.index, sample),
      }));
    const files: string[] = [];
    for (;;) {
      const [best] = allowed
        .map((candidate) => ({ ...candidate, served: open.filter((demand) => serves(candidate.file, demand)).length }))
        .filter(({ served }) => served > 0)
        .sort(
          (a, b) =>
            b.served - a.served ||
            Number(b.exists) - Number(a.exists) ||
            a.distance - b.distance ||
            b.alike - a.alike ||
            a.index - b.index,
        );
      if (!best) return { files, isEnough: open.length === 0 };
      files.push(best.file);
      open = open.filter((demand) => !serves(best.file, demand));
    }
  }

  #open(group: readonly Demand[]): Demand[] {
    return group.filter((demand) => !this.#files.has(demand) && !this.#refused.has(demand.release.id));
  }

  #serve(file: string, group: readonly Demand[], sample: Demand): void {
    if (!this.#isAllowed(file, sample)) return;
    for (const demand of this.#open(group)) {
      if (serves(file, demand)) this.#assign(file, demand);
    }
  }

  #assign(file: string, demand: Demand): void {
    this.#files.set(demand, file);
    const writes = this.#writes.get(file) ?? [];
    for (const { path, value } of demand.keys) {
      if (!writes.some((write) => isSamePath(write.path, path))) writes.push({ path, value });
    }
    this.#writes.set(file, writes);
  }

  #isAllowed(file: string, demand: Demand): boolean {
    const others = this.#writes.get(file) ?? [];
    const contradicts = demand.keys.some(({ path, value }) =>
      others.some((write) => isSamePath(write.path, path) && write.value !== value),
    );
    return !contradicts && this.#unprovedReaders(file).length === 0 && this.#bystandersOf(file, demand).length === 0;
  }

  /** The releases that read a file and of which it cannot be known what becomes of them. */
  #unprovedReaders(file: string): SurveyedRelease[] {
    const { unproved } = this.#options;
    return unproved ? (this.#releases.readers.get(file) ?? []).filter(({ id }) => unproved.has(id)) : [];
  }

  /** The releases that would change with the file without having to. */
  #bystandersOf(file: string, demand: Demand): readonly SurveyedRelease[] {
    const id = JSON.stringify([file, wishOf(demand)]);
    let bystanders = this.#bystanders.get(id);
    if (bystanders === undefined) {
      bystanders = (this.#releases.readers.get(file) ?? []).filter((release) => this.#changes(release, file, demand));
      this.#bystanders.set(id, bystanders);
    }
    return bystanders;
  }

  /** Whether a release would change with a file without having to. */
  #changes(release: SurveyedRelease, file: string, { keys }: Demand): boolean {
    return keys.some(({ path, value }) => {
      const layers = layersOfKey(release, path);
      if (layers === undefined || this.#wanted.get(wantedId(release, path)) === value) return false;
      const after = valueAfter(release, layers, { writes: new Map([[file, value]]) });
      return after !== valueAfter(release, layers, {});
    });
  }

  /** How far what reads a file and has the key is from what of the helmfile is selected. */
  #distance(file: string, { release: { target }, keys: [key] }: Demand): number {
    const path = key?.path ?? [];
    const readers = (this.#releases.readers.get(file) ?? []).filter((release) => layersOfKey(release, path));
    const unread = (this.#releases.ofHelmfile.get(target.helmfile) ?? []).filter(
      (release) => release.isSelected && !listsFile(release, file) && layersOfKey(release, path),
    );
    return readers.filter(({ isSelected }) => !isSelected).length + unread.length;
  }

  /** How many releases of a helmfile have a file where a new one would be, such as that of another environment. */
  #countAlike(index: number, { release: { target } }: Demand): number {
    const releases = this.#releases.ofHelmfile.get(target.helmfile) ?? [];
    return releases.filter(({ files }) => files[index]?.exists).length;
  }

  #whyUnserved(demand: Demand): string {
    const { release, keys } = demand;
    const [key] = keys as [Demand["keys"][0]];
    const name = formatKeyPath(key.path);
    const candidates = release.files.filter((file) => file !== undefined);
    if (candidates.length === 0) {
      return `its helmfile lists no values file in ${release.target.source.folder} that could set ${name}`;
    }
    const nearest = candidates
      .filter(({ realPath }) => serves(realPath, demand))
      .map((file) => ({ file, bystanders: this.#bystandersOf(file.realPath, demand) }))
      .sort((a, b) => a.bystanders.length - b.bystanders.length)[0];
    if (!nearest) {
      const winner = winnerOf(key);
      const site = winner?.site ? placeOf(winner.site) : winner?.file;
      return `${name} is set in ${site} (${winner?.kind}), which comes after every values file that can be edited`;
    }
    const { file, bystanders } = nearest;
    const other = file.path === file.realPath ? file.path : `${file.path} (a link to ${file.realPath})`;
    const unproved = this.#unprovedReaders(file.realPath);
    if (bystanders.length === 0 && unproved.length > 0) {
      return `${listReleases(unproved)} ${unproved.length === 1 ? "reads" : "read"} ${other} as well and cannot be rendered in full; --allow-unverified edits it all the same`;
    }
    if (bystanders.length === 0) return `${other} would have to set ${name} to two versions`;
    return `with ${name} in ${other}, ${listReleases(bystanders)} would change as well`;
  }

  #edit(): FileEdit[] {
    const edits: FileEdit[] = [];
    for (const [file, writes] of this.#writes) {
      const edit = this.#options.edit(file, writes);
      if ("path" in edit) edits.push(edit);
      else {
        for (const [{ release }, used] of this.#files) {
          if (used === file) this.#refused.set(release.id, edit.reason);
        }
      }
    }
    return edits.sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}

/** Demands of one helmfile for the same. */
function groupsOf(demands: readonly Demand[]): Demand[][] {
  const groups = new Map<string, Demand[]>();
  for (const demand of demands) {
    addTo(groups, JSON.stringify([demand.release.target.helmfile, wishOf(demand)]), demand);
  }
  return [...groups.values()];
}

function addTo<T>(groups: Map<string, T[]>, name: string, item: T): void {
  const group = groups.get(name);
  if (group) group.push(item);
  else groups.set(name, [item]);
}

/** What a demand asks for, whoever does. */
function wishOf({ keys }: Demand): (readonly [path: readonly string[], value: string])[] {
  return keys.map(({ path, value }) => [path, value]);
}

function wantedId({ id }: SurveyedRelease, path: readonly string[]): string {
  return `${id} ${JSON.stringify(path)}`;
}

/** Whether the keys, written to a file, are what a release goes by. */
function serves(file: string, { release, keys }: Demand): boolean {
  return keys.every(
    ({ value, layers }) =>
      listsFile(release, file) && valueAfter(release, layers, { writes: new Map([[file, value]]) }) === value,
  );
}

/** The file that decides now, if it serves. */
function decidingFile(demand: Demand): ValuesFile | undefined {
  const { release, keys } = demand;
  for (const { layers } of keys) {
    const winner = winnerOf({ path: [], layers });
    const file = winner && release.files[winner.index];
    if (file && serves(file.realPath, demand)) return file;
  }
  return undefined;
}

/** Whether the demand would be met without the override in a file. */
function isInherited({ release, keys }: Demand, file: string): boolean {
  return keys.every(({ value, layers }) => valueAfter(release, layers, { removals: new Set([file]) }) === value);
}

function whyInherited({ keys: [key] }: Demand, file: string): string {
  const { layers = [], path = [], value = "" } = key ?? {};
  const override = winnerOf({ path: [], layers })?.site;
  const below = layers.at(-2)?.site;
  const place = override ? placeOf(override) : file;
  const from = below ? ` from ${placeOf(below)}` : "";
  return `it would inherit ${value}${from} without the ${formatKeyPath(path)} in ${place}: remove it with bump-envoy unpin --all, or replace it with --force`;
}

/** The names of releases for messages. */
function listReleases(releases: readonly SurveyedRelease[]): string {
  const names = releases.map(
    ({ target, release }) => `${onOneLine(release.name)} of ${describeService(target.source, target.environment)}`,
  );
  const shown = names.slice(0, 3).join(", ");
  if (names.length > 3) return `releases ${shown} and ${names.length - 3} more`;
  return `${names.length === 1 ? "release" : "releases"} ${shown}`;
}
