/** Whether a scalar without quotes is a text in each version of YAML. */
export function isCertainWord(text: string): boolean {
  return certainWord.test(text);
}

const certainWord = /^(?!(?:true|false|yes|no|on|off|null|y|n)$)[a-z_][\w./-]*$/i;
