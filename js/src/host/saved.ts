// What a host saves of the series: all that was received until then. It asks our model
// for its values as it saves, and the kernel sent the series long before.

import type { History } from "../contract.gen";
import { observe, type PaneModel } from "./model";

/** Have a live pane saved with `whole`, whenever that is, until the signal aborts. */
export function saveWhole(
  model: PaneModel,
  whole: { [K in keyof History]: () => History[K] },
  signal: AbortSignal,
): void {
  // What was saved once is saved again as it is.
  if (model.restored) return;
  const take = (): void => {
    const history = model.get("history");
    // In place: a value that is set would be sent to the kernel with the next change.
    for (const name of ["seq", "rows", "at"] as const)
      Object.defineProperty(history, name, {
        get: whole[name],
        enumerable: true,
        configurable: true,
      });
  };
  take();
  observe(model, "history", signal, take);
}
