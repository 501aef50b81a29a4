// The brush of bqplot's: moved once, and only where it is not there already. bqplot moves
// it for the domain and for the selection, and makes its elements anew each time.

import { onceATurn } from "./turn";

/** Move a view of a brush from now on; false where it is not as we know it. */
export function driveBrush(view: any): boolean {
  const { syncModelToBrush, model, scale, brush } = view;
  const known =
    typeof syncModelToBrush === "function" &&
    typeof scale?.scale === "function" &&
    typeof brush?.move === "function" &&
    "ignoreBrushEvents" in view;
  if (!known) return false;
  let size = "";
  let place = "";
  // The hand takes it to where we do not know.
  view.listenTo(model, "change:brushing", () => {
    place = "";
  });

  view.syncModelToBrush = onceATurn(() => {
    const selected = model.get("selected") as ArrayLike<number> | null;
    if (view.brushing || !selected) return;
    const pixels = Array.from(selected, (each) => view.scale.scale(each));
    const now = { size: [view.width, view.height].join(), place: pixels.join() };
    if (now.size !== size) {
      // Its ground changes with it.
      syncModelToBrush.call(view);
    } else if (now.place !== place) {
      view.ignoreBrushEvents = true;
      try {
        brush.move(view.d3el, pixels);
      } finally {
        view.ignoreBrushEvents = false;
      }
    }
    ({ size, place } = now);
  });
  return true;
}
