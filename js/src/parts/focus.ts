// The focus stays in the pane when what has it is hidden.

/** Hand the focus on where its element was hidden: a browser lets it fall to the page. */
export function keepFocus(root: HTMLElement, refresh: () => void): void {
  // In a shadow root the document knows its host alone.
  const tree = root.getRootNode() as Document | ShadowRoot;
  const at = tree.activeElement;
  refresh();
  if (!at || !root.contains(at) || !at.closest("[hidden]")) return;
  const next = [".wp-plot", ".wp-toggle"]
    .map((selector) => root.querySelector<HTMLElement>(selector))
    .find((each) => each !== null && !each.closest("[hidden]"));
  next?.focus();
}
