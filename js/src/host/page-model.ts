// Our model in a page that was written to a file: what was so then, and nobody to tell.

import { asDataView } from "./model";

type Listener = () => void;

/** Bytes as they are written in text. */
function bytes(base64: string): DataView {
  const text = atob(base64);
  return asDataView(Uint8Array.from(text, (each) => each.charCodeAt(0)));
}

/** What a host hands over of a model; `written` is as `pane/page.py` writes it. */
export function pageModel(written: string): object {
  const values = JSON.parse(written, (_, value) =>
    typeof value?.base64 === "string" ? bytes(value.base64) : value,
  ) as Record<string, unknown>;
  const heard = new Map<string, Set<Listener>>();
  return {
    page: true,
    get: (key: string) => (key === "layout" ? { comm_live: false } : values[key]),
    set(key: string, value: unknown): void {
      if (values[key] === value) return;
      values[key] = value;
      for (const fn of heard.get(`change:${key}`) ?? []) fn();
    },
    save_changes(): void {},
    send(): void {},
    on(event: string, fn: Listener): void {
      heard.set(event, (heard.get(event) ?? new Set()).add(fn));
    },
    off(event: string, fn: Listener): void {
      heard.get(event)?.delete(fn);
    },
  };
}
