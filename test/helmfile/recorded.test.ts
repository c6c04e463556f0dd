import { existsSync, mkdirSync, readFileSync } from "node:fs";
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
import { type TemplateHelmfile, type TemplateHelmfileResult, templateHelmfile } from "./adapter.ts";

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

/** Runs a call in a folder of its own, which messages call `/case` as those that are recorded do. */
async function run(template: TemplateHelmfile, call: Call): Promise<TemplateHelmfileResult> {
  const folder = join(temporaryFolder(), "case");
  mkdirSync(folder);
  layOutHelmfileCase(call.helmfileCase, folder);
  const { values } = parseArgs({
    args: splitArguments(call.args),
    options: {
      environment: { type: "string", short: "e" },
      selector: { type: "string", short: "l", multiple: true },
      "state-values-set": { type: "string", multiple: true },
      "state-values-file": { type: "string", multiple: true },
      "kube-version": { type: "string" },
    },
  });
  const { environment, "kube-version": kubeVersion } = values;
  const { stdout, failure } = await template({
    file: join(folder, call.helmfileCase.entry),
    selectors: values.selector ?? [],
    stateValuesSet: values["state-values-set"] ?? [],
    stateValuesFiles: values["state-values-file"] ?? [],
    semantics: call.semantics,
    strict: call.helmfileCase.strict,
    ...(environment !== undefined && { environment }),
    ...(kubeVersion !== undefined && { kubeVersion }),
  });
  return failure === undefined ? { stdout } : { stdout, failure: oneLine(failure.replaceAll(folder, "/case")) };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

const template = templateHelmfile;

describe.each(helmfileTopics())("%s", (topic) => {
  const answers = answersOf(topic);
  const answerTo = ({ helmfileCase, args, semantics }: Call) => answers.get(keyOf(helmfileCase.title, args, semantics));
  const calls = callsOf(topic);

  test("every case is recorded, and nothing else", () => {
    const recorded = calls.filter(({ helmfileCase }) => !helmfileCase.unsupported);
    expect(recorded.filter((call) => answerTo(call) === undefined).map(({ name }) => name)).toEqual([]);
    expect(answers.size).toBe(recorded.length);
  });

  test.skipIf(template === undefined).each(calls)("$name", async (call) => {
    const { stdout, failure } = await run(template as TemplateHelmfile, call);
    const answer = answerTo(call);
    if (answer === undefined) {
      expect(failure).toMatch(/not supported|unsupported/i);
    } else if (answer.status === 0) {
      expect({ stdout, failure }).toEqual({ stdout: answer.stdout, failure: undefined });
    } else {
      expect(failure).toBeDefined();
      if (!call.helmfileCase.onlyFailing) expect(failure).toContain(answer.error);
    }
  });
});
