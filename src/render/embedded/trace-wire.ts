import type { Access, Trace } from "../../repository/traced.ts";

/** A trace on its way between threads. */
export interface PackedTrace {
  /** Those that were not sent before, parts before the traces that have them; the last one is the trace itself. */
  readonly traces: readonly (readonly [id: number, accesses: readonly Access[], parts: readonly number[]])[];
}

/** Packs traces for another thread. What they have in common, those of charts, is sent once. */
export class TraceSender {
  readonly #parts = new WeakMap<Trace, number>();
  #next = 0;

  pack(trace: Trace): PackedTrace {
    const traces: [number, readonly Access[], readonly number[]][] = [];
    const add = ({ accesses, parts }: Trace): number => {
      const ids = parts.map((part) => {
        const id = this.#parts.get(part) ?? add(part);
        this.#parts.set(part, id);
        return id;
      });
      traces.push([this.#next, accesses, ids]);
      return this.#next++;
    };
    add(trace);
    return { traces };
  }
}

/** Unpacks what one sender has packed, in that order. */
export class TraceReceiver {
  readonly #parts = new Map<number, Trace>();

  unpack({ traces }: PackedTrace): Trace {
    let last: Trace = { accesses: [], parts: [] };
    for (const [index, [id, accesses, ids]] of traces.entries()) {
      last = { accesses, parts: ids.map((part) => this.#parts.get(part) as Trace) };
      if (index < traces.length - 1) this.#parts.set(id, last);
    }
    return last;
  }
}
