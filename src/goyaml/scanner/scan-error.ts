/** Where an error of the scanner or parser is, in lines from 0. */
export interface ScanErrorPlace {
  readonly line: number;
  /** The line on which what is being scanned or parsed began; 0 where go-yaml does not say. */
  readonly contextLine: number;
  readonly byScanner: boolean;
}

/** An error of the scanner or parser. Which line go-yaml names depends on its version (see grammar.ts). */
export class ScanError extends Error {
  readonly place: ScanErrorPlace;

  constructor(problem: string, place: ScanErrorPlace) {
    super(problem);
    this.place = place;
  }
}
