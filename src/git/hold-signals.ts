/** What asks a program to end: Ctrl-C, whoever runs it, and a terminal that is closed. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Signals that are held back. */
export interface HeldSignals {
  /** The one that came. */
  readonly received: NodeJS.Signals | undefined;
  /** Lets them have their effect again; that of the one that came is up to the caller. */
  release(): void;
}

/**
 * Holds back a signal that asks this process to end, so that what cannot be left half done comes to an end, and can be told.
 * Only the first: the second one has its effect. What is run meanwhile gets the signals of the terminal nevertheless.
 */
export function holdSignals(): HeldSignals {
  let received: NodeJS.Signals | undefined;
  const hold = (signal: NodeJS.Signals) => {
    if (received === undefined) {
      received = signal;
    } else {
      release();
      process.kill(process.pid, signal);
    }
  };
  const others = signals.flatMap((signal) =>
    process.rawListeners(signal).map((listener) => [signal, listener as NodeJS.SignalsListener] as const),
  );
  for (const [signal, listener] of others) process.off(signal, listener);
  for (const signal of signals) process.on(signal, hold);
  const release = () => {
    for (const signal of signals) process.off(signal, hold);
    for (const [signal, listener] of others.splice(0)) process.on(signal, listener);
  };
  return {
    get received() {
      return received;
    },
    release,
  };
}
