import { GoError, type GoFunction } from "../govalue/function.ts";

/** Sprig's flow control. Helm replaces `fail` by one that marks the message as a chart's own. */
export const flowFunctions: Record<string, GoFunction> = {
  fail: {
    signature: "func(string) (string, error)",
    call(message: string) {
      throw new GoError(message);
    },
  },
};
