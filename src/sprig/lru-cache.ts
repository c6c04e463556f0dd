/** A map that forgets what was not asked for longest once it is full. */
export class LruCache<Value> {
  private readonly entries = new Map<string, Value>();
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** The value of a key; made where there is none. */
  get(key: string, make: (key: string) => Value): Value {
    const known = this.entries.get(key);
    const value = known ?? make(key);
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.capacity) this.entries.delete(this.entries.keys().next().value ?? "");
    return value;
  }
}
