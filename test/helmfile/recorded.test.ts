import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describe, expect, test } from "vitest";
import {
  type HelmfileCase,
  helmfileRecording,
  helmfileTopics,
  layOutHelmfileCase,
  readHelmfileCases,
  splitArguments,
} from "../../scripts/helmfile-cases.mjs";
import { temporaryFolder } from "../helpers.ts";
import { type TemplateHelmfileResult, templateHelmfile } from "./adapter.ts";

/** What the real helmfile answered; see fixtures/helmfile/README.md. */
interface Answer {
  readonly title: string;
  readonly args: string;
  readonly semantics: string;
  readonly status: number;
  readonly stdout: string;
  readonly error?: string;
}

interface Call {
  readonly name: string;
  readonly helmfileCase: HelmfileCase;
  readonly args: string;
  readonly semantics: "v0" | "v1";
}

function callsOf(topic: string): Call[] {
  return readHelmfileCases(topic).flatMap((helmfileCase) =>
    helmfileCase.invocations.flatMap((args) =>
      helmfileCase.semantics.map((semantics) => ({
        name: `${helmfileCase.title}${args && `, ${args}`} (${semantics})`,
        helmfileCase,
        args,
        semantics,
      })),
    ),
  );
}

function answersOf(topic: string): ReadonlyMap<string, Answer> {
  const path = helmfileRecording(topic);
  const answers: Answer[] = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : [];
  return new Map(
    answers.flatMap((answer) =>
      answer.semantics.split(" ").map((name) => [keyOf(answer.title, answer.args, name), answer]),
    ),
  );
}

function keyOf(title: string, args: string, semantics: string): string {
  return JSON.stringify([title, args, semantics]);
}

/** Lays a case out in a folder of its own, which is gone after the action. */
async function within(helmfileCase: HelmfileCase, action: (folder: string) => Promise<void>): Promise<void> {
  const scratch = temporaryFolder();
  const folder = join(scratch, "case");
  mkdirSync(folder);
  try {
    layOutHelmfileCase(helmfileCase, folder);
    await action(folder);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Runs a call in the folder of its case, which messages call `/case` as those that are recorded do. */
async function run(
  { helmfileCase, args, semantics }: Call,
  folder: string,
  { strict }: { readonly strict: boolean },
): Promise<TemplateHelmfileResult> {
  const { values } = parseArgs({
    args: splitArguments(args),
    options: {
      environment: { type: "string", short: "e" },
      selector: { type: "string", short: "l", multiple: true },
      "state-values-set": { type: "string", multiple: true },
      "state-values-file": { type: "string", multiple: true },
      "kube-version": { type: "string" },
    },
  });
  const { environment, "kube-version": kubeVersion } = values;
  const { stdout, failure, notes } = await templateHelmfile({
    root: folder,
    file: join(folder, helmfileCase.entry),
    selectors: values.selector ?? [],
    stateValuesSet: values["state-values-set"] ?? [],
    stateValuesFiles: values["state-values-file"] ?? [],
    semantics,
    variables: new Map(helmfileCase.variables),
    strict,
    ...(environment !== undefined && { environment }),
    ...(kubeVersion !== undefined && { kubeVersion }),
  });
  return { stdout, failure: failure && oneLine(failure.replaceAll(folder, "/case")), notes };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

describe.each(helmfileTopics())("%s", (topic) => {
  const answers = answersOf(topic);
  const answerTo = ({ helmfileCase, args, semantics }: Call) => answers.get(keyOf(helmfileCase.title, args, semantics));
  const [unrecorded, recorded] = partition(callsOf(topic), ({ helmfileCase: { refused, noted } }) => {
    return refused !== undefined || noted !== undefined;
  });

  test("every case is recorded, and nothing else", () => {
    expect(recorded.filter((call) => answerTo(call) === undefined).map(({ name }) => name)).toEqual([]);
    expect(answers.size).toBe(recorded.length);
  });

  test.skipIf(recorded.length === 0).each(recorded)("$name", async (call) => {
    const { status, stdout, error = "" } = answerTo(call) as Answer;
    await within(call.helmfileCase, async (folder) => {
      const result = await run(call, folder, { strict: true });
      if (status === 0) {
        expect(result).toMatchObject({ stdout, failure: undefined });
        // To be tolerant makes no difference where there is nothing to tolerate.
        expect(await run(call, folder, { strict: false })).toMatchObject({ stdout, failure: undefined });
      } else {
        expect(result.failure).toBeDefined();
        expect(result.failure).toContain(error);
      }
    });
  });

  test.skipIf(unrecorded.length === 0).each(unrecorded)("$name", async (call) => {
    const { refused, noted = "" } = call.helmfileCase;
    await within(call.helmfileCase, async (folder) => {
      const { failure, notes } = await run(call, folder, { strict: false });
      if (refused !== undefined) expect(failure).toContain(refused);
      else expect({ failure, notes }).toEqual({ failure: undefined, notes: [expect.stringContaining(noted)] });
    });
  });
});

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
