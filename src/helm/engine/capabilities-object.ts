import { JsonMembers } from "../../gojson/index.ts";
import { type GoList, type GoMethod, type GoType, type GoValue, goTypes, withType } from "../../govalue/value.ts";
import { type Capabilities, helmBuild, type KubeVersion } from "./capabilities.ts";
import { GoStruct } from "./go-struct.ts";

/** `.Capabilities`, a `*chartutil.Capabilities`. */
export class CapabilitiesObject extends GoStruct {
  override readonly goType: GoType = { name: "*chartutil.Capabilities", kind: "ptr" };
  readonly #capabilities: Capabilities;

  constructor(capabilities: Capabilities) {
    super();
    this.#capabilities = capabilities;
  }

  protected override declareFields(): [string, GoValue][] {
    const { kubeVersion, apiVersions } = this.#capabilities;
    return [
      ["KubeVersion", new KubeVersionObject(kubeVersion)],
      ["APIVersions", withType<GoList>([...apiVersions], versionSetType)],
      ["HelmVersion", new BuildInfoObject()],
    ];
  }
}

const versionSetType: GoType = {
  name: "chartutil.VersionSet",
  kind: "slice",
  element: goTypes.string,
  methods: new Map<string, GoMethod>([
    [
      "Has",
      {
        signature: "func(string) bool",
        call: (versions, version) => Array.isArray(versions) && versions.includes(version ?? null),
      },
    ],
  ]),
};

const versionMethod: GoMethod = {
  signature: "func() string",
  call: (receiver) => (receiver instanceof KubeVersionObject ? receiver.version : ""),
};

/** `.Capabilities.KubeVersion`. Its methods are those of a pointer; the template reaches it through one. */
class KubeVersionObject extends GoStruct {
  override readonly goType: GoType = {
    name: "chartutil.KubeVersion",
    kind: "struct",
    methods: new Map([
      ["String", versionMethod],
      ["GitVersion", versionMethod],
    ]),
  };
  readonly #version: KubeVersion;

  constructor(version: KubeVersion) {
    super();
    this.#version = version;
  }

  get version(): string {
    return this.#version.version;
  }

  protected override declareFields(): [string, GoValue][] {
    return [
      ["Version", this.#version.version],
      ["Major", this.#version.major],
      ["Minor", this.#version.minor],
    ];
  }
}

/** `.Capabilities.HelmVersion`. */
class BuildInfoObject extends GoStruct {
  override readonly goType: GoType = { name: "version.BuildInfo", kind: "struct" };

  jsonValue(): JsonMembers {
    const { version, gitCommit, gitTreeState, goVersion } = helmBuild;
    const members = [
      ["version", version],
      ["git_commit", gitCommit],
      ["git_tree_state", gitTreeState],
      ["go_version", goVersion],
    ] as const;
    return new JsonMembers(members.filter(([, text]) => text !== ""));
  }

  protected override declareFields(): [string, GoValue][] {
    return [
      ["Version", helmBuild.version],
      ["GitCommit", helmBuild.gitCommit],
      ["GitTreeState", helmBuild.gitTreeState],
      ["GoVersion", helmBuild.goVersion],
    ];
  }
}
