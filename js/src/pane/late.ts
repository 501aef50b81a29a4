// A part of the script that is seldom needed: asked of the kernel once, when it is.

import type { PartName } from "../contract.gen";
import { moduleOf } from "../host/module";
import { Asking, type AskingHost } from "./asking";

const FAILED = "This part of the pane could not be loaded. Press again.";

export class Late extends Asking {
  readonly #part: PartName;
  #module: unknown;
  readonly #waiting = new Set<(module: unknown) => void>();

  constructor(part: PartName, host: AskingHost, signal: AbortSignal) {
    super(host, signal);
    this.#part = part;
  }

  /** Call `fn` with the module; with null where it does not come, which is told. */
  use<M>(fn: (module: M | null) => void, begun = "Loading\u2026"): void {
    if (this.#module) {
      fn(this.#module as M);
      return;
    }
    this.#waiting.add(fn as (module: unknown) => void);
    this.request({
      message: { type: "part", part: this.#part },
      begun,
      alone: "The kernel is not connected. Run the cell again.",
      failed: () => this.#take(null),
      done: (_, text) => {
        if (text) this.#load(text);
        else this.#take(null);
        return text ? "" : FAILED;
      },
    });
  }

  async #load(text: DataView): Promise<void> {
    let module: unknown = null;
    try {
      module = await moduleOf(text);
    } catch (error) {
      console.error(error);
      this.tell(FAILED);
    }
    this.#take(module);
  }

  #take(module: unknown): void {
    this.#module = module;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const fn of waiting) fn(module);
  }
}
