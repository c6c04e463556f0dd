import { GoObject, type GoType, type GoValue } from "../../govalue/value.ts";

/** A Go struct, or a pointer to one, whose fields are computed when they are first looked at. */
export abstract class GoStruct extends GoObject {
  abstract override readonly goType: GoType;
  #fields: ReadonlyMap<string, GoValue> | undefined;

  /** The exported fields in declaration order. */
  protected abstract declareFields(): Iterable<readonly [string, GoValue]>;

  override field(name: string): GoValue | undefined {
    return this.#fieldMap().get(name);
  }

  override fields(): readonly (readonly [string, GoValue])[] {
    return [...this.#fieldMap()];
  }

  #fieldMap(): ReadonlyMap<string, GoValue> {
    this.#fields ??= new Map(this.declareFields());
    return this.#fields;
  }
}
