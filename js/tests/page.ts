// A page for the pane: what happy-dom does not lay out, and a pane mounted on it.

import { afterEach, beforeEach, vi } from "vitest";
import widget from "../src/alone";
import { FakeModel } from "./fake-model";

/** Elements are 800 by 200 pixels, and every observer hears so at once. */
export function layOut(): void {
  const entries = [{ contentRect: { width: 800, height: 200 } }];
  class Observer {
    readonly #fn: (heard: typeof entries) => void;

    constructor(fn: (heard: typeof entries) => void) {
      this.#fn = fn;
    }

    observe(): void {
      queueMicrotask(() => this.#fn(entries));
    }

    disconnect(): void {}
  }
  vi.stubGlobal("ResizeObserver", Observer);
  const size = (px: number) => ({ configurable: true, get: () => px });
  Object.defineProperty(HTMLElement.prototype, "clientWidth", size(800));
  Object.defineProperty(HTMLElement.prototype, "clientHeight", size(200));
  const box = { left: 0, top: 0, width: 800, height: 200 } as DOMRect;
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(box);
  vi.spyOn(Element.prototype, "getClientRects").mockReturnValue([
    box,
  ] as unknown as DOMRectList);
}

export interface Mounted {
  model: FakeModel;
  root: HTMLElement;
  /** The first element that matches, or an error. */
  find: <E extends HTMLElement = HTMLElement>(selector: string) => E;
  text: (selector: string) => string;
  /** Another view of the same model; gives what ends it. */
  again: () => { root: HTMLElement; close: () => void };
  close: () => void;
  /** End the model itself. */
  destroy: () => void;
}

export function mount(values: Record<string, unknown> = {}): Mounted {
  const model = new FakeModel(values);
  const life = new AbortController();
  const { initialize, render } = widget();
  initialize({ model, signal: life.signal });
  const view = () => {
    const el = document.createElement("div");
    document.body.append(el);
    const shown = new AbortController();
    render({ model, el, signal: AbortSignal.any([shown.signal, life.signal]) });
    const close = (): void => {
      shown.abort();
      el.remove();
    };
    return { root: el, close };
  };
  const { root, close } = view();
  const find = <E extends HTMLElement>(selector: string): E => {
    // What is looked at is on the screen, whose words come with its frames.
    frame();
    const found = root.querySelector<E>(selector);
    if (!found) throw new Error(`nothing matches ${selector}`);
    return found;
  };
  return {
    model,
    root,
    find,
    text: (selector) => find(selector).textContent ?? "",
    again: view,
    close,
    destroy: () => {
      life.abort();
      root.remove();
    },
  };
}

/** Let promises, and the frames and timers of `ms`, happen. */
export async function pass(ms = 50): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

/** Around each test: a clock that stands at `now`, a page, and what mounts panes on it. */
export function stage(
  now: number,
  usual: Record<string, unknown> = {},
): (values?: Record<string, unknown>) => Mounted {
  let open: Mounted[] = [];
  beforeEach(() => {
    vi.useFakeTimers({ now: now * 1000 });
    layOut();
  });
  afterEach(() => {
    for (const each of open) each.destroy();
    open = [];
    vi.unstubAllGlobals();
    vi.useRealTimers();
    document.body.replaceChildren();
  });
  return (values = {}) => {
    const mounted = mount({ ...usual, ...values });
    open.push(mounted);
    return mounted;
  };
}

/** Let the next frame of the screen happen. */
export function frame(): void {
  vi.advanceTimersToNextFrame();
}

/** The window that the chart's head names, epoch seconds. */
export function span({ find }: Mounted): { from: number; to: number } {
  const { from, to } = find(".wp-window").dataset;
  return { from: Number(from), to: Number(to) };
}
