/** What the emitter prints: a value with the styles that its scalars should have, if their text allows. */
export type OutputNode = OutputScalar | OutputSequence | OutputMapping;

export interface OutputScalar {
  readonly kind: "scalar";
  readonly text: string;
  readonly style: "plain" | "double-quoted" | "literal";
  readonly tag?: "!!binary";
}

export interface OutputSequence {
  readonly kind: "sequence";
  readonly items: readonly OutputNode[];
}

export interface OutputMapping {
  readonly kind: "mapping";
  readonly entries: readonly (readonly [OutputNode, OutputNode])[];
}
