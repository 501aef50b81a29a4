// The views of bqplot's figures, and what Jupyter's widgets leave behind of a view.

import { drive } from "./drive";
import { type Child, hasKernel } from "./figures";
import type { PaneModel } from "./model";

/** When a view of the pane ends, let go of its layout: ipywidgets keeps it. */
export function releaseLayout(
  model: PaneModel,
  element: HTMLElement,
  signal: AbortSignal,
): void {
  const end = async (): Promise<void> => {
    const made = Object.values<any>(model.raw.get("layout")?.views ?? {});
    for (const view of await Promise.all(made))
      if (view.options?.parent?.el === element) view.remove();
  };
  signal.addEventListener("abort", () => void end(), { once: true });
}

const lumino = (type: string) => ({
  type,
  isConflatable: false,
  conflate: () => false,
});

/**
 * The views of a figure, which displays borrow: bqplot leaves listeners and views of
 * axes and scales behind of each that is removed, so that none is as long as the figure
 * lives. It draws only after Lumino says that it is attached, so each is attached with
 * the page's own Lumino.
 */
export class FigureViews {
  readonly #model: PaneModel;
  readonly #figure: Child;
  readonly #signal: AbortSignal;
  #idle: any[] = [];

  constructor(model: PaneModel, figure: Child, signal: AbortSignal) {
    this.#model = model;
    this.#figure = figure;
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#remove(...this.#idle), { once: true });
  }

  /** Show the figure inside an element that is laid out, until the signal aborts. */
  async mount(element: HTMLElement, signal: AbortSignal): Promise<void> {
    const view = this.#idle.pop() ?? (await this.#make());
    if (signal.aborted) {
      this.#takeBack(view);
      return;
    }
    signal.addEventListener("abort", () => this.#takeBack(view), { once: true });
    const widget = luminoOf(view);
    const Widget = widget?.constructor;
    if (Widget?.attach) Widget.attach(widget, element);
    else {
      element.append(view.el);
      view.trigger("displayed");
    }
  }

  async #make(): Promise<any> {
    const view = await this.#model.raw.widget_manager.create_view(this.#figure.raw);
    drive(view);
    return view;
  }

  #takeBack(view: any): void {
    const widget = luminoOf(view);
    if (widget?.isAttached) {
      // One that already left the page was never told so.
      for (const type of ["before-detach", "after-detach"])
        widget.processMessage(lumino(type));
    }
    view.el.remove();
    // Without its kernel the figure lives as long as the page, and is hardly shown again.
    if (this.#signal.aborted || !hasKernel(this.#figure))
      this.#remove(view, ...this.#idle);
    else this.#idle.push(view);
  }

  #remove(...views: any[]): void {
    this.#idle = [];
    for (const view of views) {
      const interaction = view.interaction_view;
      view.remove();
      // bqplot forgets its interaction's view and its own listeners.
      Promise.resolve(interaction).then((each) => each?.remove?.());
      this.#figure.raw.off?.(null, null, view);
    }
  }
}

const luminoOf = (view: any): any => view.luminoWidget ?? view.pWidget;
