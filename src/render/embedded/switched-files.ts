import type { ChartFiles } from "../../helm/index.ts";

/** Files as one view has them, and from some moment on as another one does. */
export class SwitchedFiles implements ChartFiles {
  current: ChartFiles;

  constructor(current: ChartFiles) {
    this.current = current;
  }

  stat(path: string): ReturnType<ChartFiles["stat"]> {
    return this.current.stat(path);
  }

  list(path: string): string[] {
    return this.current.list(path);
  }

  read(path: string): Uint8Array {
    return this.current.read(path);
  }

  realpath(path: string): string {
    return this.current.realpath(path);
  }
}
