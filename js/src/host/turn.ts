/** Give what calls `fn` once at the end of the task in which it is called. */
export function onceATurn(fn: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      fn();
    });
  };
}
