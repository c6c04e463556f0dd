/** Keys are often whole texts, and so large are the values that are made of them. */
const mostCharacters = 16 * 2 ** 20;

/** A map that forgets what was not asked for longest once it is full. */
export class LruCache<Value> {
  private readonly entries = new Map<string, Value>();
  private readonly capacity: number;
  /** Of all keys, in characters. */
  private length = 0;

  /** @param capacity how many values are kept at most */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** The value of a key; made where there is none. */
  get(key: string, make: (key: string) => Value): Value {
    const known = this.entries.get(key);
    const value = known ?? make(key);
    if (!this.entries.delete(key)) this.length += key.length;
    this.entries.set(key, value);
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.capacity && this.length <= mostCharacters) break;
      this.entries.delete(oldest);
      this.length -= oldest.length;
    }
    return value;
  }
}
