// What a host saves of the series: all that was received until then. It asks our model
// for its values as it saves, and the kernel sent the series long before.

import type { PaneState } from "../contract.gen";
import { observe, type PaneModel } from "./model";

/** Have a part of a live pane saved with `whole`, whenever that is, until the signal aborts. */
export function saveWhole<K extends "history" | "minutes">(
  model: PaneModel,
  key: K,
  whole: { [P in keyof PaneState[K]]: () => PaneState[K][P] },
  signal: AbortSignal,
): void {
  // What was saved once is saved again as it is.
  if (model.restored) return;
  const take = (): void => {
    const told = model.get(key);
    // In place: a value that is set would be sent to the kernel with the next change.
    for (const [name, get] of Object.entries(whole))
      Object.defineProperty(told, name, {
        get: get as () => unknown,
        enumerable: true,
        configurable: true,
      });
  };
  take();
  observe(model, key, signal, take);
}
