/** A template that prints all there is to know of an expression's result: its type, its contents, and its JSON. */
export function show(expression) {
  return `{{ $r := ${expression} }}{{ printf "%T %#v " $r $r }}{{ toJson $r }}`;
}

/** Every way to take one of each. */
export function combine(...choices) {
  return choices.reduce((taken, choice) => taken.flatMap((row) => choice.map((one) => [...row, one])), [[]]);
}

/** Shows a call with each combination of arguments. */
export function calls(name, ...choices) {
  return combine(...choices).map((args) => show([name, ...args].join(" ")));
}

/** Values of every kind that a template can write. */
export const values = [
  "nil",
  "true",
  "false",
  "0",
  "1",
  "-7",
  "9223372036854775807",
  "0.0",
  "2.5",
  "-1e300",
  '""',
  '"a"',
  '"12"',
  '"é日😀"',
  '"a\\xffb"',
  "(list)",
  '(list 1 "a" nil 2.5)',
  "(dict)",
  '(dict "a" 1)',
  '(splitList "," "b,a,c")',
  '(splitList "," "")',
  '(split "," "b,a")',
  "(until 3)",
  "(int64 5)",
  "(concat)",
];

/** Texts that are long, short, empty, beyond ASCII, and no UTF-8. */
export const texts = [
  '""',
  '" "',
  '"a"',
  '"hello world"',
  '"Hello, World! 123"',
  '"  padded\\t\\n"',
  '"line one\\nline two\\n"',
  '"éàü ñ"',
  '"日本語 テキスト"',
  '"😀 emoji 😀"',
  '"a\\xffb\\xc3"',
  '"ßŉǰΐ ǅ ŸÿİıK ΑΣ ας"',
];
