// What the Export button offers: a module of its own, which a pane loads when somebody
// points at the button or presses it.

import { type Menu, menu } from "./exports/menu";
import { offered } from "./exports/offered";
import type { Pane } from "./pane/pane";

export type Exports = typeof exports;

/** Make the menu of the Export button, inside the element that has both. */
export default function exports(
  pane: Pane,
  element: HTMLElement,
  button: HTMLElement,
  signal: AbortSignal,
): Menu {
  return menu(element, button, offered(pane), signal);
}
