/** go-yaml's major version, as helmfile uses it: gopkg.in/yaml.v2 up to v0.x, go.yaml.in/yaml/v3 from v1. */
export type Library = "v2" | "v3";
