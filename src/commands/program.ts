import { Argument, Command, Option } from "commander";
import { UserError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { isTag } from "../render/image-reference.ts";
import { type AddTlsAction, addAddTlsCommand } from "./add-tls-options.ts";
import type { BumpOptions } from "./bump.ts";
import { addCommitOptions } from "./commit-options.ts";
import { addCompletionCommand, type CompletionAction } from "./completion-options.ts";
import { describeOption } from "./describe-option.ts";
import type { DoctorOptions } from "./doctor.ts";
import type { ExplainOptions } from "./explain.ts";
import type { ImageOptions } from "./image.ts";
import type { ImagesOptions } from "./images.ts";
import { addInitCommand, type InitAction } from "./init-options.ts";
import { addLintCommand, type LintAction, type RulesOptions } from "./lint-options.ts";
import { concurrencyOption, repeatable } from "./option-types.ts";
import type { PromoteOptions } from "./promote.ts";
import { addRegistryOptions } from "./registry-options.ts";
import { addEmbeddedOptions, addEvaluationOptions } from "./renderer-options.ts";
import type { RolloutOptions } from "./rollout.ts";
import { addImageOptions, addSelectionOptions } from "./selection-options.ts";
import type { StandInsOptions } from "./stand-ins.ts";
import { addStatusCommand, type StatusAction } from "./status-options.ts";
import type { TagsOptions } from "./tags.ts";
import type { TemplateOptions } from "./template.ts";
import type { TemplateHelmfilesOptions } from "./template-helmfiles.ts";
import type { UnpinOptions } from "./unpin.ts";

/** What the commands do; each is loaded when it is asked for, since loading takes longer than small jobs. */
export interface Actions {
  addTls: AddTlsAction;
  bump(version: string | undefined, paths: string[], options: BumpOptions & { recover: boolean }): Promise<void>;
  completion: CompletionAction;
  doctor(paths: string[], options: DoctorOptions): Promise<void>;
  explain(services: string[], options: ExplainOptions): Promise<void>;
  images(paths: string[], options: ImagesOptions): Promise<void>;
  init: InitAction;
  lint: LintAction;
  rules(name: string | undefined, options: RulesOptions): Promise<void>;
  unpin(paths: string[], options: UnpinOptions): Promise<void>;
  promote(paths: string[], options: PromoteOptions): Promise<void>;
  rollout(version: string, paths: string[], options: RolloutOptions): Promise<void>;
  standIns(options: StandInsOptions): Promise<void>;
  status: StatusAction;
  image(version: string, options: ImageOptions): Promise<void>;
  tags(image: string | undefined, options: TagsOptions): Promise<void>;
  latest(image: string | undefined, options: TagsOptions): Promise<void>;
  template(
    options: Omit<TemplateOptions, "chart"> & TemplateHelmfilesOptions & { readonly chart?: string },
  ): Promise<void>;
}

/** The command line: which arguments and options there are. */
export function createProgram(version: string, actions: Actions): Command {
  const program = new Command("bump-envoy")
    .description(
      "Finds the helmfile releases that run an Envoy image and sets its version in the right values files, comments and layout preserved.",
    )
    .version(version, "-V, --version")
    .helpOption("-h, --help", "print this help")
    .configureHelp({ optionDescription: describeOption })
    .addHelpText(
      "after",
      "\nExit codes: 0 done or nothing to do, 1 something is left, 2 misuse, configuration or internal error.",
    )
    .showHelpAfterError("(bump-envoy --help shows all options)")
    .enablePositionalOptions()
    .exitOverride()
    .hook("preSubcommand", handOnOptions)
    .hook("preAction", (_, command) => refuseEmptyTexts(command));
  addBumpOptions(program).action((version, paths, options) => {
    if (version !== undefined) refuseMistypedCommand(version, program);
    return actions.bump(version, paths, options);
  });
  // A version may be called as a command is.
  const bump = program.command("bump").description("the same as without a command, also where latest is the version");
  addBumpOptions(bump).action(actions.bump);

  const rollout = program
    .command("rollout")
    .summary("bump in stages: print what is done and what is left, and do the next one")
    .description(
      "bump in stages: one service in codfw, staging, canaries, and the rest by cluster, or as `stages` in the " +
        "configuration says. Without --next or --stage it prints the stages and writes nothing.",
    )
    .argument("<version>", "the new version: the tag of the image, such as 1.15.0-1; also latest, the newest one")
    .argument("[paths...]", "files or folders that limit the rollout to the helmfiles below them")
    .option("--plan", "print the stages: files, commands to deploy and check, and what is left (default)", false)
    .option("--next", "bump the first stage in which something would change", false)
    .option("--stage <name>", "bump this stage");
  addPlanOptions(addVersionOptions(rollout), ["text", "json", "markdown"]).action(actions.rollout);

  const unpin = program
    .command("unpin")
    .description("remove overrides of the image's version and name that say what is inherited without them")
    .argument("[paths...]", "files or folders that limit the run to the helmfiles below them")
    .option("--all", "remove overrides that make a difference as well", false);
  addPlanOptions(unpin).action(actions.unpin);

  const promote = program
    .command("promote")
    .description(
      "make the version that some releases of a service run, such as its canaries, that of the whole service",
    )
    .argument("[paths...]", "files or folders that limit the run to the helmfiles below them")
    .requiredOption("--from <glob>", "the names of these releases")
    .option("--allow-downgrade", "set the version also where a newer one runs", false)
    .option("--force", "replace an override also where its removal would do", false);
  addPlanOptions(promote).action(actions.promote);

  const doctor = program
    .command("doctor")
    .summary("render helmfiles with bump-envoy and with the real helmfile, and list every difference")
    .description(
      "render helmfiles with bump-envoy and with the real helmfile, and list every difference. " +
        "The real helmfile works on a copy without hooks; what state files `exec` runs there.",
    )
    .argument("[paths...]", "files or folders that limit the run to the helmfiles below them");
  addSelectionOptions(doctor);
  addToolOptions(doctor, "");
  addOutputOptions(doctor, "list every target, and differences and failures in full").addHelpText(
    "after",
    "\nExit codes: 0 no difference, 1 differences, 2 misuse, or helmfile or helm cannot be run.",
  );
  addEvaluationOptions(doctor).action(actions.doctor);
  const explain = program
    .command("explain")
    .description("print which lines of which files decide the versions of Envoy images, release by release")
    .argument("[services...]", "only these services: globs of their folder or of the end of its path, or paths")
    .addOption(
      repeatable("--cluster <glob>", "only this cluster, where the folder above the service names it").default([]),
    )
    .addOption(repeatable("-e, --environment <glob>", "only this environment").default([]));
  addImageOptions(explain).option("-C, --cwd <dir>", "work in this folder", ".").addOption(concurrencyOption());
  addPrintOptions(explain);
  addEmbeddedOptions(explain).action(actions.explain);
  const images = program
    .command("images")
    .description("print which release of which helmfile and environment runs which Envoy image")
    .argument("[paths...]", "files or folders that limit the run to the helmfiles below them");
  addImageOptions(addSelectionOptions(images)).addOption(rendererOption());
  addToolOptions(images, ", for --renderer helmfile");
  addPrintOptions(images).addHelpText(
    "after",
    "\nExit codes: 0 all could be rendered, 1 something could not, 2 misuse, configuration or internal error.",
  );
  addEmbeddedOptions(images).action(actions.images);
  addStatusCommand(program, actions.status);

  addLintCommand(program, actions.lint);
  program
    .command("rules")
    .description("print the rules of `lint`, or the page of one")
    .argument("[name]", "the rule")
    .addOption(new Option("-f, --format <format>", "how to print them").choices(["text", "json"]).default("text"))
    .action(actions.rules);
  addAddTlsCommand(program, actions.addTls);
  addInitCommand(program, actions.init);

  program
    .command("stand-ins")
    .description(
      "write the values that only the deployment host has to .fixtures/, as the CI of deployment-charts does",
    )
    .requiredOption("--puppet <dir>", "a checkout of operations-puppet; nothing is downloaded")
    .option("-C, --cwd <dir>", "work in this folder", ".")
    .option("-n, --dry-run", "print the changes as a unified diff and write nothing", false)
    .addOption(
      new Option("-f, --format <format>", "how to print the outcome").choices(["text", "json"]).default("text"),
    )
    .option("-c, --config <file>", "the configuration (default: .bump-envoy.yaml in the root of the repository)")
    .action(actions.standIns);

  program
    .command("image")
    .summary("add an entry for a new version to an image's changelog in production-images")
    .description(
      "add an entry for a new version to an image's changelog in production-images, as " +
        "`dch -D wikimedia --force-distribution -c changelog -v VERSION-1` does",
    )
    .argument("<version>", "the version, such as 1.15.0; -1 is added where it names no revision")
    .option("--dir <dir>", "the folder of the image", "images/envoy")
    .addOption(repeatable("-m, --message <text>", "what changes (default: New upstream version vVERSION)").default([]))
    .option("--date <date>", 'its date, such as "Thu, 12 Mar 2026 12:28:37 -0700" or by ISO 8601 (default: now)')
    .option("-b, --force-bad-version", "add also a version that is older than the newest", false)
    .option("-C, --cwd <dir>", "work in this folder", ".")
    .option("-n, --dry-run", "print the change as a unified diff and write nothing", false)
    .addOption(
      new Option("-f, --format <format>", "how to print the outcome").choices(["text", "json"]).default("text"),
    )
    .addHelpText(
      "after",
      "\nThe entry is by DEBFULLNAME and DEBEMAIL, as with dch, or else by git's user.name and user.email.",
    )
    .action(actions.image);

  const tags = program
    .command("tags")
    .description("list the tags of an image that a registry has, the newest first as Debian orders versions");
  addTagsOptions(tags).action(actions.tags);
  const latest = program
    .command("latest")
    .description("print the newest version of an image that a registry has, as Debian orders versions");
  addTagsOptions(latest).action(actions.latest);

  const template = program
    .command("template")
    .description(
      "print helmfiles as `helmfile template --skip-deps` does, or a chart as `helm template` does, without either",
    )
    .option("--helmfile <path>", "a state file, or a folder with helmfiles below it (default: the working folder)")
    .option("-e, --environment <name>", "the environment (default: each that a helmfile has)")
    .addOption(repeatable("-l, --selector <labels>", "only releases with these labels, such as tier=web,name!=canary"))
    .addOption(repeatable("--state-values-set <assignments>", "state values as key=value,..."))
    .addOption(repeatable("--state-values-file <file>", "state values in a YAML file"))
    .option("-C, --cwd <dir>", "work in this folder", ".")
    .addOption(new Option("--format <format>", "how to print helmfiles").choices(["text", "json"]).default("text"))
    .option("-c, --config <file>", "the configuration (default: .bump-envoy.yaml in the root of the repository)")
    .option("--chart <dir>", "print this chart instead: a folder or a .tgz file; the options below are for it")
    .option("--name <name>", "name of the release", "release-name")
    .option("-n, --namespace <namespace>", "namespace of the release", "default")
    .addOption(repeatable("-f, --values <file>", "values in a YAML file"))
    .addOption(repeatable("--set <assignments>", "values as key=value,..."))
    .addOption(repeatable("--set-string <assignments>", "values that are always text"))
    .addOption(repeatable("--set-json <assignments>", "values as JSON"))
    .addOption(repeatable("--set-file <assignments>", "values that are the text of files"))
    .addOption(repeatable("--set-literal <assignment>", "a value that is taken literally"))
    .addOption(repeatable("-a, --api-versions <versions>", "API versions for .Capabilities.APIVersions"))
    .option("--include-crds", "print the CRDs as well")
    .addOption(repeatable("-s, --show-only <template>", "print only what these templates render"))
    .option("--skip-tests", "leave out hooks that are tests")
    .option("--no-hooks", "leave out all hooks")
    .option("--is-upgrade", "set .Release.IsUpgrade instead of .Release.IsInstall")
    .option("--skip-schema-validation", "do not check values against values.schema.json");
  addEmbeddedOptions(template).action(actions.template);
  addCompletionCommand(program, actions.completion);
  program
    .command("help")
    .description("print the help of a command")
    .addArgument(new Argument("[command]", "its name").choices(program.commands.map((each) => each.name())))
    .action((name?: string) => (program.commands.find((each) => each.name() === name) ?? program).outputHelp());
  return program;
}

/** Adds the argument and the options of the commands that list what a registry has. */
function addTagsOptions(command: Command): Command {
  command.argument(
    "[image]",
    "the image: its name, found among what releases run (default: envoy), or in full, as with --registry",
  );
  addRegistryOptions(addSelectionOptions(command))
    .addOption(concurrencyOption())
    .addOption(new Option("-f, --format <format>", "how to print it").choices(["text", "json"]).default("text"))
    .option("-c, --config <file>", "the configuration (default: .bump-envoy.yaml in the root of the repository)");
  return addEmbeddedOptions(command);
}

/** Adds the arguments and the options of the bump. */
function addBumpOptions(command: Command): Command {
  command
    .argument(
      "[version]",
      "the new version: the tag of the image, such as 1.15.0-1; after `bump` also latest, the newest one",
    )
    .argument("[paths...]", "files or folders that limit the run to the helmfiles below them")
    .option("--recover", "bring the files of a run that was interrupted into one state, and do nothing else", false);
  return addPlanOptions(addVersionOptions(command));
}

/** Adds the options of the commands that set a version. */
function addVersionOptions(command: Command): Command {
  command
    .option("--image-name <name>", "let this image run in its place, such as envoy-future")
    .option("--from <version>", "only what runs this version")
    .option("--allow-downgrade", "set the version also where a newer one runs", false)
    .option("--force", "replace an override also where its removal would do", false)
    .option(
      "--verify-image",
      "ask the registry first whether the version is published, and stop where that is not certain",
    )
    .option("--no-verify-image", "do not ask (default, unless the configuration says verifyImage)");
  return addRegistryOptions(command);
}

/** What is no command is taken for a version, and would be written to every file. */
function refuseMistypedCommand(version: string, program: Command): void {
  if (!isTag(version) || /\d/.test(version)) return;
  const [command] = nearest(
    version,
    program.commands.map((each) => each.name()),
  );
  const hint = command === undefined ? "bump-envoy --help lists the commands;" : `did you mean ${command}?`;
  throw new UserError("usage", `there is no command ${JSON.stringify(version)}, and versions have digits`, {
    remedy: `${hint} a tag without digits is set by \`bump-envoy bump ${version}\``,
  });
}

/**
 * A variable that is not set leaves an empty text behind, which would be taken for the working folder, and so for all. What
 * `template` takes is what helm takes.
 */
function refuseEmptyTexts(command: Command): void {
  if (command.name() === "template") return;
  const isEmpty = (value: unknown) => value === "" || (Array.isArray(value) && value.includes(""));
  const option = command.options.find((each) => isEmpty(command.getOptionValue(each.attributeName())));
  if (option !== undefined) {
    throw new UserError("usage", `the value of ${option.long} is empty`, { remedy: "say which, or leave it out" });
  }
  if (command.processedArgs.some((value) => Array.isArray(value) && isEmpty(value))) {
    throw new UserError("usage", "an argument is empty", {
      remedy: "name a file or folder, such as . for the working folder, or leave it out",
    });
  }
}

/** Gives a command the options that stand before its name, such as `bump-envoy -C DIR doctor`. */
function handOnOptions(program: Command, command: Command): void {
  for (const option of program.options) {
    const name = option.attributeName();
    // Colour is the same for all.
    if (program.getOptionValueSource(name) !== "cli" || name === "color") continue;
    const own = command.options.find((each) => each.attributeName() === name);
    if (own === undefined) {
      const flag = option.long ?? option.flags;
      command.error(`error: unknown option '${flag}'`, { code: "commander.unknownOption" });
    }
    // What is repeatable for one need not be so for the other.
    const values = [program.getOptionValue(name)].flat();
    const isList = Array.isArray(own?.defaultValue);
    command.setOptionValueWithSource(name, isList ? values : values.at(-1), "cli");
  }
}

/** Adds the options of the commands that edit values files. */
function addPlanOptions(command: Command, formats: readonly string[] = ["text", "json"]): Command {
  command
    .option("-n, --dry-run", "print the changes as a unified diff (for git apply) and write nothing", false)
    .option("--check", "write nothing, and exit 1 if anything would change", false);
  addSelectionOptions(command)
    .addOption(repeatable("--release <glob>", "only releases with this name").default([]))
    .option("--image <name>", "the image to look for: the last part of its path (default: envoy)")
    .option("--key <path>", "the key to write where it is uncertain which one decides")
    .option("--no-verify", "write what is planned without rendering it before and after")
    .option("--allow-unverified", "edit also what releases read that cannot be rendered in full", false)
    .option("--show-manifests", "print what becomes of the manifests, as a unified diff of each release", false)
    .addOption(rendererOption());
  addCommitOptions(command);
  addToolOptions(command, ", for --renderer helmfile");
  addOutputOptions(command, "list every release, and failures in full", formats);
  return addEmbeddedOptions(command);
}

function rendererOption(): Option {
  return new Option("--renderer <name>", "what renders the helmfiles: bump-envoy itself, or the real helmfile")
    .choices(["embedded", "helmfile"])
    .default("embedded");
}

/** Adds the options that say how what is found out is printed, and the configuration. */
function addPrintOptions(command: Command): Command {
  return command
    .addOption(new Option("-f, --format <format>", "how to print it").choices(["text", "json"]).default("text"))
    .option("-c, --config <file>", "the configuration (default: .bump-envoy.yaml in the root of the repository)")
    .option("--color", "colour the output (default: on a terminal; also FORCE_COLOR, NO_COLOR)")
    .option("--no-color", "do not colour the output");
}

/** @param when - when the tools are run */
function addToolOptions(command: Command, when: string): Command {
  return command
    .option("--helmfile-binary <path>", `the helmfile to run${when}`, "helmfile")
    .option("--helm-binary <path>", `the helm to run${when}`, "helm")
    .addOption(concurrencyOption());
}

/** @param verbose - what --verbose does */
function addOutputOptions(command: Command, verbose: string, formats: readonly string[] = ["text", "json"]): Command {
  return command
    .addOption(new Option("-f, --format <format>", "how to print the outcome").choices(formats).default("text"))
    .option("-c, --config <file>", "the configuration (default: .bump-envoy.yaml in the root of the repository)")
    .option("--color", "colour the output (default: on a terminal; also FORCE_COLOR, NO_COLOR)")
    .option("--no-color", "do not colour the output")
    .option("--verbose", verbose, false)
    .option("--quiet", "print problems only", false);
}
