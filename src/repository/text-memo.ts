/** Remembers what was made of texts, so that the same text is not gone through again. */
export interface TextMemo {
  /**
   * What `make` returns; it depends on the text and on what `kind` says alone.
   *
   * @param kind - what is made of it, with all that it depends on beside the text
   * @param make - gives what JSON gives back as it is, or nothing. It is not to be changed.
   */
  get<T>(kind: string, text: string, make: () => Promise<T>): Promise<T>;
}

/** Remembers nothing. */
export const noMemo: TextMemo = { get: (_kind, _text, make) => make() };
