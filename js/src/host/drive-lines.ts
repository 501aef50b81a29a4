// A line of bqplot's, and the area under it: both paths written at once.

import { type Outline, outline } from "./outline";
import { onceATurn } from "./turn";

/** From a value of a scale to pixels: where it begins, and how much one unit is. */
function linear(scale: any): (value: number) => number {
  const [from, to] = scale.domain().map(Number);
  const [start, end] = scale.range();
  const unit = (end - start) / (to - from);
  return (value) => start + (value - from) * unit;
}

/** Whether we draw all views of a mark. */
const ours = new WeakMap<object, boolean>();

/** Set the points of a mark: without the object that bqplot makes of each to draw it. */
export function setPoints(
  model: any,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): void {
  if (ours.get(model) !== true) model.set({ x, y });
  else {
    // Where it is set, each point is compared with the one before.
    Object.assign(model.attributes, { x, y });
    model.trigger("data_updated");
  }
}

/** Draw a view of a mark from now on; false where it is not as we know it. */
export function driveLines(view: any): boolean {
  const { draw, update_line_xy, model, scales, parent } = view;
  const known =
    typeof draw === "function" &&
    typeof update_line_xy === "function" &&
    typeof scales?.x?.scale?.domain === "function" &&
    typeof scales?.y?.scale?.domain === "function" &&
    typeof model.update_data === "function" &&
    typeof model.attributes === "object" &&
    typeof parent?.plotareaHeight === "number";
  ours.set(model, known && ours.get(model) !== false);
  if (!known) return false;
  let paths: Element[] = [];
  let before: Outline = { line: "", area: "" };

  const paint = (): void => {
    const x = model.get("x") as ArrayLike<number>;
    const y = model.get("y") as ArrayLike<number>;
    if (paths.length === 0) {
      if (x.length === 0) return;
      if (!view.el.querySelector(".curve")) {
        // Once, for its elements and their style.
        model.update_data();
        draw.call(view, false);
      }
      paths = [".line", ".area"].map((each) =>
        view.el.querySelector(`.curve > ${each}`),
      );
    }
    const now = outline(
      x,
      y,
      linear(scales.x.scale),
      linear(scales.y.scale),
      parent.plotareaHeight,
    );
    if (now.line !== before.line) paths[0]?.setAttribute("d", now.line);
    if (now.area !== before.area) paths[1]?.setAttribute("d", now.area);
    before = now;
  };
  const soon = onceATurn(paint);
  view.draw = soon;
  view.update_line_xy = soon;
  view.el.classList.add(`wp-${model.get("labels")[0]}`);
  soon();
  return true;
}
