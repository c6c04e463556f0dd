import { GoError } from "../../src/govalue/function.ts";
import type { GoMethod, GoType, GoValue } from "../../src/govalue/value.ts";
import { GoObject, goTypes, withType } from "../../src/govalue/value.ts";

function receiver(value: GoValue): Point {
  if (value instanceof Point) return value;
  throw new TypeError("not a Point");
}

const valueMethods: [string, GoMethod][] = [
  [
    "Norm",
    {
      signature: "func() int",
      call: (self) => receiver(self).x ** 2n + receiver(self).y ** 2n,
    },
  ],
  [
    "Join",
    {
      signature: "func(string, ...string) string",
      call: (self, separator, ...more) => [receiver(self).x, receiver(self).y, ...more].join(String(separator)),
    },
  ],
];

const pointerMethods: [string, GoMethod][] = [
  [
    "Move",
    {
      signature: "func(int, int) *main.Point",
      call: (self, dx, dy) =>
        new Point(receiver(self).x + BigInt(String(dx)), receiver(self).y + BigInt(String(dy)), true),
    },
  ],
  [
    "Fail",
    {
      signature: "func() (string, error)",
      call() {
        throw new GoError("point failed");
      },
    },
  ],
  [
    "Panic",
    {
      signature: "func() string",
      call() {
        throw new GoError("point panicked", { panic: true });
      },
    },
  ],
];

const structType: GoType = { name: "main.Point", kind: "struct", methods: new Map(valueMethods) };
const pointerType: GoType = {
  name: "*main.Point",
  kind: "ptr",
  methods: new Map([...valueMethods, ...pointerMethods]),
};

/** The `Point` and `*Point` of `tools/recorder/objects.go`. */
export class Point extends GoObject {
  readonly goType: GoType;
  readonly x: bigint;
  readonly y: bigint;

  constructor(x: bigint, y: bigint, pointer: boolean) {
    super();
    this.x = x;
    this.y = y;
    this.goType = pointer ? pointerType : structType;
  }

  override field(name: string): GoValue | undefined {
    return this.fields().find(([field]) => field === name)?.[1];
  }

  override fields(): readonly (readonly [string, GoValue])[] {
    const labels = withType(new Map<string, GoValue>(), goTypes.stringMap);
    return [
      ["X", this.x],
      ["Y", this.y],
      ["Name", ""],
      ["Any", null],
      ["Labels", labels],
    ];
  }
}

/** The `Settings` of `tools/recorder/objects.go`: a map type with methods, as Helm's `chartutil.Values` is. */
export const settingsType: GoType = {
  name: "main.Settings",
  kind: "map",
  element: goTypes.any,
  methods: new Map<string, GoMethod>([
    ["Size", { signature: "func() int", call: (self) => BigInt(self instanceof Map ? self.size : 0) }],
    ["Has", { signature: "func(string) bool", call: (self, key) => self instanceof Map && self.has(String(key)) }],
  ]),
};
