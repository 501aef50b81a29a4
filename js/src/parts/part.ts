/** A part of a view: an element, and how it follows the pane. */
export interface Part {
  element: HTMLElement;
  refresh: () => void;
}
