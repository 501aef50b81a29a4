// The pane over the full screen, by a button or F, where the host allows it; Esc leaves.

import { make, mark, show, symbol } from "./dom";

/** Four corners, outwards and inwards. */
const SHAPE = {
  enter: "M1 1h5v2H3v3H1zM8 1h5v5h-2V3H8zM1 8h2v3h3v2H1zM11 8h2v5H8v-2h3z",
  leave: "M4 1h2v5H1V4h3zM8 1h2v3h3v2H8zM1 8h5v5H4v-3H1zM8 8h5v2h-3v3H8z",
};

export function fullScreen(signal: AbortSignal): HTMLElement {
  const { element: picture, path } = symbol();
  const button = make("button", {
    class: "wp-full",
    type: "button",
    "aria-label": "Full screen",
    "aria-keyshortcuts": "F",
  });
  button.append(picture);
  // A frame may forbid it, and a telephone may not know it.
  show(button, document.fullscreenEnabled === true);
  const root = (): Element | null => button.closest(".webcast-pane");
  const filling = (): boolean =>
    (button.getRootNode() as Document | ShadowRoot).fullscreenElement === root() &&
    root() !== null;
  const turned = (): void => {
    const full = filling();
    mark(button, "aria-pressed", `${full}`);
    mark(button, "title", full ? "Leave the full screen (Esc)" : "Full screen (F)");
    mark(path, "d", full ? SHAPE.leave : SHAPE.enter);
  };
  const turn = (): void => {
    const turning = filling() ? document.exitFullscreen() : root()?.requestFullscreen();
    // Forbidden after all, as where nobody pressed anything: it stays as it is.
    turning?.catch(() => {});
  };
  button.addEventListener("click", turn, { signal });
  document.addEventListener("fullscreenchange", turned, { signal });
  turned();
  return button;
}
