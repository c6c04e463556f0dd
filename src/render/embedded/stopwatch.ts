/** Measures time in milliseconds, but for when it stands still. */
export class Stopwatch {
  #idle = 0;
  #stoppedAt: number | undefined;

  now(): number {
    return (this.#stoppedAt ?? performance.now()) - this.#idle;
  }

  stop(): void {
    this.#stoppedAt ??= performance.now();
  }

  goOn(): void {
    if (this.#stoppedAt !== undefined) this.#idle += performance.now() - this.#stoppedAt;
    this.#stoppedAt = undefined;
  }
}
