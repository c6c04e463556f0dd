import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { Recorder, recorderProblem } from "../support/recorder.ts";
import { encodeText } from "../support/tagged.ts";
import { answerOf } from "../support/vectors.ts";
import { render } from "./render.ts";

/** As in test/gotemplate/fuzz.test.ts. */
const { FUZZ_RUNS = "2000", FUZZ_SEED = "42" } = process.env;

const problem = recorderProblem();

/** A Go literal of a text that is put together from parts in which a function takes an interest. */
function textOf(...parts: string[]): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...parts), maxLength: 8 }).map((text) => JSON.stringify(text));
}

function call(name: fc.Arbitrary<string> | string, ...args: fc.Arbitrary<string | number>[]): fc.Arbitrary<string> {
  const names = typeof name === "string" ? fc.constant(name) : name;
  return fc.tuple(names, ...args).map((words) => words.join(" "));
}

const version = textOf(
  ..."012.-+,|><=!~^xvX* ".split(""),
  ...["1.2.3", "0.1", "-alpha", "-rc.1", "+b", ">=", "<=", "~>", " - ", "||", "1.0.0-rc.1"],
);
const concreteVersion = fc.constantFrom("1.2.3", "0.1.0", "1.0.0-rc.1", "0.0.3", "v1.0").map((text) => `"${text}"`);
const identifier = textOf(..."aBC12_-. é日É$²ǅ".split(""), "\u0085", "HTTP", "Go");
const url = textOf(..."abé:/?#%[]@&=+* ".split(""), "http", "://", "//", "%41", "::1", ":80", "user:pw@", "b.c");
const layout = textOf(
  ..."2006 06 01 1 Jan January Mon Monday 02 2 _2 002 __2 15 03 3 04 4 05 5 .000 ,999 PM pm MST -0700 -07:00 Z07:00 Z0700".split(
    " ",
  ),
  ..." -/:Tx".split(""),
);
const date = textOf(
  ..."2020 20 01 12 31 Jan march 1 9 59 .5 .123 AM pm UTC CET GMT+3 +0200 -07:00 Z".split(" "),
  ..." -/:T".split(""),
);
const duration = textOf(..."1 2 30 h m s ms us µs ns . - + 1.5 0 x".split(" "));
const expression = textOf(..."abc.*+?()|^$é".split(""), "[ab]", "[^a]", "\\b", "\\d", "{2}", "(?i)", "(?:", "(?P<n>");
const subject = textOf(..."abcB1é \n".split(""), "aa", "ab");
const replacement = textOf(..."$x1n{}_".split(""), "$0", "$$");
const number = fc.oneof(
  fc.constantFrom("0.1", "0.2", "1e10", "1e-5", "7", "nil", '"12"', '"1.50"', "true"),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map((value) => value.toFixed(4)),
);
const numeral = textOf(..."017x_b-+.oe5a".split(""), ".0", ".00");
const prose = textOf(..."ab é\n".split(""), "ccc", "dddddd", "  ");
const width = fc.integer({ min: -2, max: 14 });
const limit = fc.integer({ min: -1, max: 3 });

const families: Record<string, fc.Arbitrary<string>> = {
  semver: call("semverCompare", version, concreteVersion),
  words: call(
    fc.constantFrom("snakecase", "camelcase", "kebabcase", "title", "untitle", "swapcase", "initials"),
    identifier,
  ),
  urls: fc.oneof(
    call("urlParse", url),
    call("urlParse", url).map((text) => `${text} | urlJoin`),
  ),
  // Abbreviations of time zones are those since 1970.
  formats: call(
    "dateInZone",
    layout,
    fc.integer({ min: 0, max: 2 ** 31 }),
    fc.constantFrom('"UTC"', '"Europe/Paris"', '"Asia/Kolkata"'),
  ),
  dates: fc
    .tuple(layout, date)
    .map((args) => `(mustToDate ${args.join(" ")}).Format "2006-01-02T15:04:05.999999999 -0700 MST"`),
  durations: fc.oneof(
    call("durationRound", duration),
    duration.map((text) => `mustDateModify ${text} (toDate "2006" "2020") | toString`),
  ),
  regex: fc.oneof(
    call("mustRegexFindAll", expression, subject, limit),
    call("mustRegexSplit", expression, subject, limit),
    call("mustRegexReplaceAll", expression, subject, replacement),
  ),
  arithmetic: call(fc.constantFrom("addf", "subf", "mulf", "divf", "add", "sub", "mul", "max", "minf"), number, number),
  conversions: call(fc.constantFrom("int64", "float64", "toDecimal", "atoi"), numeral),
  wrapping: fc.oneof(
    call(fc.constantFrom("wrap", "abbrev", "trunc"), width, prose),
    call("wrapWith", width, fc.constantFrom('"|"', '""'), prose),
    call("abbrevboth", width, width, prose),
    call("substr", width, width, prose),
  ),
  encodings: fc.oneof(
    call("b64dec", textOf("YQ", "==", "=", "YWJj", "\n", "a", "!", "+/")),
    call("b32dec", textOf("ME", "======", "=", "MFRGGZDF", "\n", "a", "MFRA", "====")),
  ),
  paths: call(fc.constantFrom("clean", "base", "dir", "ext"), textOf("a", "b", ".", "..", "/", "//", "c.d")),
};

describe.skipIf(problem !== undefined)(
  `random calls, as Helm has them${problem ? `; skipped: ${problem}` : ""}`,
  () => {
    const recorder = new Recorder();
    afterAll(() => recorder.close());
    const options = { numRuns: Math.ceil(Number(FUZZ_RUNS) / 4), seed: Number(FUZZ_SEED) };
    const timeout = 60_000 + options.numRuns * 10;

    test.each(Object.entries(families))("%s", { timeout }, async (_, calls) => {
      const property = fc.asyncProperty(calls, async (text) => {
        const templates = { t: `{{ $r := ${text} }}{{ printf "%T %#v" $r $r }}` };
        const expected = await recorder.ask({ op: "helm", templates });
        expect(answerOf(() => ({ t: encodeText(render({ templates })) }))).toEqual(expected);
      });
      await fc.assert(property, options);
    });
  },
);
