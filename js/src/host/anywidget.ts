// What anywidget calls: with a model once, and with an element for each view.

export interface Initialize {
  model: unknown;
  signal: AbortSignal;
}

export interface Render extends Initialize {
  el: HTMLElement;
}

export const MISMATCH =
  "This page and the kernel run different versions of the pane." +
  " Reload the page; if that does not help, restart the kernel.";
