import { GoObject, type GoType } from "../../govalue/value.ts";

const goType: GoType = { name: "time.Time", kind: "struct" };

/** A timestamp that was read: Go's time.Time, without its methods. */
export class YamlTime extends GoObject {
  readonly goType = goType;
  /** The moment, in seconds since 1970. */
  readonly seconds: number;
  readonly nanoseconds: number;
  /** How far its time zone is ahead of UTC, in seconds. */
  readonly offset: number;

  constructor(seconds: number, nanoseconds: number, offset: number) {
    super();
    this.seconds = seconds;
    this.nanoseconds = nanoseconds;
    this.offset = offset;
  }

  /** `2001-12-14 21:59:43.1 -0500 -0500`: a zone that has no name is named by its offset. */
  override goString(): string {
    const zone = this.zone("");
    return `${this.date} ${this.clock} ${zone} ${this.offset === 0 ? "UTC" : zone}`;
  }

  /** The layout time.RFC3339Nano, in which YAML and JSON print it. */
  jsonValue(): string {
    return `${this.date}T${this.clock}${this.offset === 0 ? "Z" : this.zone(":")}`;
  }

  private get local(): string {
    return new Date((this.seconds + this.offset) * 1000).toISOString();
  }

  private get date(): string {
    return this.local.slice(0, this.local.indexOf("T"));
  }

  private get clock(): string {
    const at = this.local.indexOf("T") + 1;
    const fraction = this.nanoseconds === 0 ? "" : `.${String(this.nanoseconds).padStart(9, "0").replace(/0+$/, "")}`;
    return this.local.slice(at, at + 8) + fraction;
  }

  private zone(separator: string): string {
    const minutes = Math.trunc(Math.abs(this.offset) / 60);
    const two = (value: number): string => String(value).padStart(2, "0");
    return `${this.offset < 0 ? "-" : "+"}${two(Math.trunc(minutes / 60))}${separator}${two(minutes % 60)}`;
  }
}
