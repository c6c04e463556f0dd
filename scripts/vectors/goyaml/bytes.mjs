// The cases of reading bytes: encodings, and what YAML does not allow.
import { writeCases } from "../write.mjs";

const base64 = (bytes) => ({ raw: Buffer.from(bytes).toString("base64") });

const bytes = [
  ...[
    "a\u0000b",
    "a\u0001b",
    "a: \u007f",
    "a: \u0080",
    "a: \u0084",
    "a: \u0086",
    "\u001b[0m",
    "a: \ufffe",
    "a: \uffff",
    "a\bb",
    "---\na: 1\n---\n\u0001",
  ],
  ...[
    `${"a: 1\n".repeat(1)}---\n${"# x\n".repeat(200)}\u0001`,
    `a: 1\n---\n${"b".repeat(600)}\u0001`,
    `a: 1\n${"# xx\n".repeat(101)}\u0001`,
    `a: b: c\n${"# xx\n".repeat(50)}\u0001`,
    `a: b: c\n${"# xx\n".repeat(150)}\u0001`,
  ],
  ...[
    `k: ${"x".repeat(506)}\n\u0001`,
    `k: ${"x".repeat(507)}\n\u0001`,
    `k: ${"x".repeat(508)}\n\u0001`,
    `é: ${"é".repeat(253)}é\n\u0001`,
    `a: ]\n${"é".repeat(253)}\u0001`,
  ],
  base64([0xff, 0xfe, 0x61, 0, 0x3a, 0, 0x20, 0, 0x31, 0]),
  base64([0xfe, 0xff, 0, 0x61, 0, 0x3a, 0, 0x20, 0, 0x31]),
  base64([0xff, 0xfe, 0x61, 0, 0x3a, 0, 0x20, 0, 0x3d, 0xd8, 0, 0xde]),
  base64([0xff, 0xfe, 0x61]),
  base64([0xff, 0xfe, 0x00, 0xdc]),
  base64([0xff, 0xfe, 0x00, 0xd8]),
  base64([0xff, 0xfe, 0x00, 0xd8, 0x61, 0]),
  base64([0xff, 0xfe]),
  base64([0xef, 0xbb, 0xbf, 0x61]),
  base64([0xef, 0xbb, 0xbf, 0xff]),
  base64([0x61, 0xff]),
  base64([0x61, 0x80]),
  base64([0x61, 0xc3]),
  base64([0x61, 0xc3, 0x28]),
  base64([0xc0, 0x80]),
  base64([0xed, 0xa0, 0x80]),
  base64([0xf4, 0x90, 0x80, 0x80]),
  base64([0xe2, 0x82]),
  base64([0xf8, 0x88, 0x80, 0x80]),
  base64([..."a: 1\n---\n"].map((c) => c.charCodeAt(0)).concat(Array(600).fill(0x20), [0xff])),
];

writeCases(
  "goyaml/bytes",
  bytes.map((text) => ({ op: "yaml.unmarshal", text })),
);
