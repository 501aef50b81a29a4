// The frames of the screen.

/** Calls `fn` with the next frame: once for it, however often that was asked for. */
export class Frames {
  readonly #fn: () => void;
  #asked = 0;

  constructor(fn: () => void) {
    this.#fn = fn;
  }

  ask(): void {
    if (this.#asked !== 0) return;
    this.#asked = requestAnimationFrame(() => {
      this.#asked = 0;
      this.#fn();
    });
  }

  cancel(): void {
    cancelAnimationFrame(this.#asked);
    this.#asked = 0;
  }
}
