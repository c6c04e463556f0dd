import { calls } from "./_show.mjs";

const texts = [
  '""',
  '"a"',
  '"Hello World"',
  '"the quick brown fox jumps"',
  '"averyveryverylongword short"',
  '"  two  spaces  "',
  '"日本語テキスト"',
  '"a\\nb c d e"',
];

export const templates = [
  ...calls("wrap", ["-1", "0", "1", "5", "10", "100"], texts),
  ...calls("wrapWith", ["0", "1", "5", "100"], ['""', '"\\t"', '"<br>"', '"é"'], texts),
  ...calls("abbrev", ["-1", "0", "3", "4", "5", "8", "100"], texts),
  ...calls("abbrevboth", ["-1", "0", "3", "5", "30"], ["0", "4", "7", "10", "100"], texts),
];
