// Where the controls of a replay are, which its pane alone loads.

import type { Pane } from "../pane/pane";
import type { Replay } from "../replay";
import { make, show } from "./dom";
import { keepKeys } from "./keys";
import type { Part } from "./part";

export function replaying(pane: Pane, signal: AbortSignal): Part {
  const again = make("button", { class: "wp-button", type: "button" }, "Show controls");
  const element = make("div", {
    class: "wp-replay",
    role: "group",
    "aria-label": "Replay",
  });
  let asked = false;
  let controls: ReturnType<Replay> | undefined;

  const take = (replay: Replay | null): void => {
    if (signal.aborted || controls) return;
    if (!replay) {
      element.replaceChildren(again);
      return;
    }
    element.replaceChildren();
    controls = replay(pane, element, signal);
    keepKeys(element);
    controls.refresh();
  };
  again.addEventListener("click", () => pane.replaying.use(take), { signal });
  return {
    element,
    refresh() {
      // Without a kernel nothing plays.
      const plays = pane.model.get("replay") !== null && !pane.model.restored;
      show(element, plays);
      if (plays && !asked) {
        asked = true;
        pane.replaying.use(take, "");
      }
      controls?.refresh();
    },
  };
}
