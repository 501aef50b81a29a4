// Elements that stand for things in a list: one each, kept while its thing is there.

import { make } from "./dom";

/** Where an element lies, in shares of the width of what it lies in. */
export function place(element: HTMLElement, left: number, width?: number): void {
  const percent = (share: number): string => `${Number((100 * share).toFixed(2))}%`;
  const { style } = element;
  // By properties: a page's policy may forbid the attribute.
  if (style.left !== percent(left)) style.left = percent(left);
  if (width !== undefined && style.width !== percent(width))
    style.width = percent(width);
}

export class Placed<T, E extends HTMLElement = HTMLElement> {
  readonly #host: HTMLElement;
  readonly #made = new Map<string, E>();
  readonly #make: () => E;

  constructor(host: HTMLElement, create: () => E) {
    this.#host = host;
    this.#make = create;
  }

  get elements(): E[] {
    return [...this.#made.values()];
  }

  /** Have one element for each thing, in their order, and write each. */
  show(
    things: readonly T[],
    key: (thing: T) => string,
    write: (element: E, thing: T) => void,
  ): void {
    const keys = new Set(things.map(key));
    for (const [name, element] of this.#made)
      if (!keys.has(name)) {
        element.remove();
        this.#made.delete(name);
      }
    things.forEach((thing, i) => {
      const name = key(thing);
      let element = this.#made.get(name);
      if (!element) {
        element = this.#make();
        this.#made.set(name, element);
      }
      if (this.#host.children[i] !== element)
        this.#host.insertBefore(element, this.#host.children[i] ?? null);
      write(element, thing);
    });
  }
}

/** Thin lines and ticks, which say nothing by themselves. */
export const line = (name: string) => (): HTMLElement => make("i", { class: name });
