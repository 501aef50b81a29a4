// A tile's small curve, which says nothing that the tile and the table do not.

import type { FigureName } from "../contract.gen";
import type { Pane } from "../pane/pane";
import { isOfSlots } from "../series/shown";
import { newestOf, sparkOf } from "../series/spark";
import { draw, make, mark, show } from "./dom";
import type { Part } from "./part";

const BOX = { viewBox: "0 0 1000 1000", preserveAspectRatio: "none" };

export function spark(pane: Pane, figure: FigureName): Part {
  const line = draw("path", {});
  const dot = make("i");
  const element = make("span", { class: "wp-spark", "aria-hidden": "true" });
  element.append(draw("svg", BOX, line), dot);
  let drawn = "";
  return {
    element,
    refresh() {
      const { store, minutes } = pane;
      const { settled } = pane.model.get("latest");
      const key = isOfSlots(figure) ? [store.revision, settled] : [minutes.revision];
      if (key.join() === drawn) return;
      drawn = key.join();
      const curve = sparkOf(newestOf(pane.known, figure));
      mark(line, "d", curve.line);
      show(dot, curve.dot !== null);
      if (curve.dot === null) return;
      // The line ends half a dot before its box.
      dot.style.left = `calc((100% - 2.5px) * ${curve.dot.x.toFixed(3)})`;
      dot.style.top = `${(100 * curve.dot.y).toFixed(1)}%`;
    },
  };
}
