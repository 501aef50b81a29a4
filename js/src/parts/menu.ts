// A button that opens a small menu, by mouse and by keyboard.

import { make, mark } from "./dom";

export interface Item {
  label: string;
  pick: () => void;
}

export function menu(label: string, items: Item[], signal: AbortSignal): HTMLElement {
  const button = make(
    "button",
    {
      class: "wp-button wp-export",
      type: "button",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
    },
    label,
  );
  const entries = items.map((item) =>
    make("button", { type: "button", role: "menuitem", tabindex: "-1" }, item.label),
  );
  const list = make("div", { class: "wp-menu", role: "menu", "aria-label": label });
  list.append(...entries);
  list.hidden = true;
  const element = make("div", { class: "wp-menubox" }, button, list);

  const open = (index: number): void => {
    list.hidden = false;
    mark(button, "aria-expanded", "true");
    entries.at(index)?.focus();
  };
  const close = (): void => {
    list.hidden = true;
    mark(button, "aria-expanded", "false");
  };
  const step = (by: number): void => {
    const now = entries.findIndex((entry) => entry.matches(":focus"));
    entries[(now + by + entries.length) % entries.length]?.focus();
  };
  const keys: Record<string, () => void> = {
    ArrowDown: () => (list.hidden ? open(0) : step(1)),
    ArrowUp: () => (list.hidden ? open(-1) : step(-1)),
    Home: () => entries[0]?.focus(),
    End: () => entries.at(-1)?.focus(),
    Escape: () => {
      close();
      button.focus();
    },
  };

  button.addEventListener("click", () => (list.hidden ? open(0) : close()), { signal });
  entries.forEach((entry, index) => {
    const pick = (): void => {
      close();
      button.focus();
      items[index]?.pick();
    };
    entry.addEventListener("click", pick, { signal });
  });
  element.addEventListener(
    "keydown",
    (event) => {
      const act = keys[event.key];
      const opens = event.key === "ArrowDown" || event.key === "ArrowUp";
      if (!act || (list.hidden && !opens)) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    },
    { signal },
  );
  element.addEventListener(
    "focusout",
    ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && element.contains(relatedTarget))) close();
    },
    { signal },
  );
  // A press anywhere else closes it too; not every element there takes the focus.
  document.addEventListener(
    "pointerdown",
    (event) => {
      // Seen from the document, all of a shadow root is its host.
      if (!event.composedPath().includes(element)) close();
    },
    { signal },
  );
  return element;
}
