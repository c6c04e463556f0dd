import { MapView } from "../../govalue/map-view.ts";
import { type GoMap, type GoMethod, type GoType, type GoValue, goTypes, withType } from "../../govalue/value.ts";

const asMap: GoMethod = {
  signature: "func() map[string]interface {}",
  call: (receiver) => (receiver instanceof MapView ? receiver.map : receiver),
};

export const valuesType: GoType = {
  name: "chartutil.Values",
  kind: "map",
  element: goTypes.any,
  methods: new Map([["AsMap", asMap]]),
};

/**
 * The table as helm's type `chartutil.Values`: the same table, as a Go map converted to another type is. Only the type
 * differs, and with it the methods.
 */
export function asValues(table: GoMap): GoMap {
  return withType(new MapView(table), valuesType);
}

/** A table of its own as `chartutil.Values`. */
export function valuesOf(entries: Iterable<readonly [string, GoValue]>): GoMap {
  return withType<GoMap>(new Map(entries), valuesType);
}
