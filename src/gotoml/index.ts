/** BurntSushi/toml as Helm's toToml and fromToml use it. */

export { TomlTime } from "./datetime.ts";
export { unmarshal } from "./decode.ts";
export { marshal } from "./encode.ts";
