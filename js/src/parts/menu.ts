// A button that opens a small menu, by mouse and by keyboard.

import { make, mark } from "./dom";
import type { Part } from "./part";

export interface Item {
  label: string;
  pick: () => void;
  /** Of a choice that stays: whether this is what was chosen. */
  chosen?: () => boolean;
}

/** Items that belong together, and what they are called. */
export interface Group {
  name: string;
  items: Item[];
}

export function menu(label: string, groups: Group[], signal: AbortSignal): Part {
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
  const items: Item[] = [];
  const entries: HTMLElement[] = [];
  const entry = (item: Item): HTMLElement => {
    const role = item.chosen ? "menuitemradio" : "menuitem";
    const made = make("button", { type: "button", role, tabindex: "-1" }, item.label);
    items.push(item);
    entries.push(made);
    return made;
  };
  const list = make("div", { class: "wp-menu", role: "menu", "aria-label": label });
  for (const { name, items } of groups)
    list.append(
      make("div", { role: "group", "aria-label": name }, ...items.map(entry)),
    );
  list.hidden = true;
  const element = make("div", { class: "wp-menubox" }, button, list);

  const refresh = (): void => {
    items.forEach(({ chosen }, index) => {
      const made = entries[index];
      if (chosen && made) mark(made, "aria-checked", `${chosen()}`);
    });
  };
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
      const item = items[index];
      // A choice is made for what is asked for next.
      if (!item?.chosen) {
        close();
        button.focus();
      }
      item?.pick();
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
  return { element, refresh };
}
