// Alt+A shows and hides the analytics. Each widget gets a module of its own from the
// host, so that the panes of one page find each other through the page itself.

/** What the shortcut acts on: one view of a pane. */
export interface Target {
  root: HTMLElement;
  toggle: () => void;
  /** Counts uses of any pane on the page; the largest was used last. */
  used: number;
}

interface Registry {
  targets: Set<Target>;
  uses: number;
  stop: AbortController | null;
}

const KEY = Symbol.for("webcast-widget.shortcut");
const TYPING =
  "input, textarea, select, [contenteditable]:not([contenteditable=false])";
const EDITOR = `${TYPING}, .cm-editor`;

function registry(): Registry {
  const page = globalThis as { [KEY]?: Registry };
  page[KEY] ??= { targets: new Set(), uses: 0, stop: null };
  return page[KEY];
}

/** Whether these are the keys, on any layout: on a Mac Alt+A types a letter. */
export function isShortcut(event: KeyboardEvent): boolean {
  return (
    event.altKey &&
    !event.ctrlKey &&
    !event.metaKey &&
    !event.shiftKey &&
    !event.repeat &&
    !event.isComposing &&
    (event.code === "KeyA" || event.key.toLowerCase() === "a")
  );
}

/** The pane with the focus, else the one used last, else the first on the screen. */
export function choose(targets: Iterable<Target>, at: Element | null): Target | null {
  const all = [...targets].filter((each) => each.root.isConnected);
  const within = all.find((each) => at !== null && each.root.contains(at));
  if (within) return within;
  if (at?.closest(EDITOR)) return null;
  const used = all.filter((each) => each.used > 0).sort((a, b) => b.used - a.used);
  const shown = all.filter((each) => each.root.getClientRects().length > 0);
  return used.find((each) => shown.includes(each)) ?? shown[0] ?? null;
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || !isShortcut(event)) return;
  // Not its target, which is the host of the shadow root that it was pressed in.
  const [first] = event.composedPath();
  const at = first instanceof Element ? first : null;
  const target = choose(registry().targets, at);
  if (target === null) return;
  event.preventDefault();
  event.stopPropagation();
  target.toggle();
}

/** Let the shortcut reach a view for as long as the view lives. */
export function listen(
  root: HTMLElement,
  toggle: () => void,
  signal: AbortSignal,
): void {
  if (signal.aborted) return;
  const page = registry();
  const target: Target = { root, toggle, used: 0 };
  const use = (): void => {
    target.used = ++page.uses;
  };
  root.addEventListener("pointerdown", use, { signal });
  root.addEventListener("focusin", use, { signal });
  page.targets.add(target);
  if (page.stop === null) {
    page.stop = new AbortController();
    // In the capture phase: before JupyterLab's own keys.
    const options = { capture: true, signal: page.stop.signal };
    document.addEventListener("keydown", press, options);
  }
  signal.addEventListener(
    "abort",
    () => {
      page.targets.delete(target);
      if (page.targets.size > 0) return;
      page.stop?.abort();
      page.stop = null;
    },
    { once: true },
  );
}
