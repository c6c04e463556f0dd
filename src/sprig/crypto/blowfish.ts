import { piWords } from "./pi.ts";

const rounds = 16;
const subkeys = rounds + 2;
const boxes = 4 * 256;

let initialState: Uint32Array | undefined;

/** The block cipher Blowfish, as far as bcrypt uses it: key schedules with and without a salt, and encryption. */
export class Blowfish {
  /** The subkeys, and after them the four substitution boxes. */
  private readonly state: Uint32Array;
  private left = 0;
  private right = 0;

  constructor() {
    initialState ??= piWords(subkeys + boxes);
    this.state = initialState.slice();
  }

  /** Mixes a key into the state; what is encrypted to replace the state takes in the salt word by word. */
  expandKey(key: Uint8Array, salt: Uint8Array): void {
    const { state } = this;
    const keyWords = wordsOf(key, subkeys);
    for (let i = 0; i < subkeys; i++) state[i] = (state[i] ?? 0) ^ (keyWords[i] ?? 0);
    const saltWords = wordsOf(salt, 4);
    this.left = 0;
    this.right = 0;
    for (let i = 0; i < state.length; i += 2) {
      this.left ^= saltWords[i & 3] ?? 0;
      this.right ^= saltWords[(i & 3) + 1] ?? 0;
      this.encryptBlock();
      state[i] = this.left;
      state[i + 1] = this.right;
    }
  }

  /** Encrypts two words in place. */
  encrypt(block: Uint32Array): void {
    this.left = block[0] ?? 0;
    this.right = block[1] ?? 0;
    this.encryptBlock();
    block[0] = this.left;
    block[1] = this.right;
  }

  private encryptBlock(): void {
    const { state } = this;
    let left = this.left ^ (state[0] ?? 0);
    let right = this.right;
    for (let round = 1; round <= rounds; round += 2) {
      right ^= substitute(state, left) ^ (state[round] ?? 0);
      left ^= substitute(state, right) ^ (state[round + 1] ?? 0);
    }
    this.left = right ^ (state[rounds + 1] ?? 0);
    this.right = left;
  }
}

function substitute(state: Uint32Array, word: number): number {
  const first = state[subkeys + (word >>> 24)] ?? 0;
  const second = state[subkeys + 256 + ((word >>> 16) & 0xff)] ?? 0;
  const third = state[subkeys + 512 + ((word >>> 8) & 0xff)] ?? 0;
  const fourth = state[subkeys + 768 + (word & 0xff)] ?? 0;
  return (((first + second) ^ third) + fourth) | 0;
}

/** So many words of a text that begins anew whenever it ends; without a text they are zero. */
function wordsOf(bytes: Uint8Array, count: number): Uint32Array {
  const at = (index: number) => bytes[index % bytes.length] ?? 0;
  return Uint32Array.from({ length: count }, (_, word) => {
    const start = word * 4;
    return (at(start) << 24) | (at(start + 1) << 16) | (at(start + 2) << 8) | at(start + 3);
  });
}
