// A small menu that a button opens, by mouse and by keyboard.

import { make, mark } from "../parts/dom";

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

export interface Menu {
  refresh: () => void;
  /** Show it, with the focus on an item; a negative index counts from the end. */
  open: (index: number) => void;
}

/** Make the menu of a button, inside the element that has both. */
export function menu(
  element: HTMLElement,
  button: HTMLElement,
  groups: Group[],
  signal: AbortSignal,
): Menu {
  const items: Item[] = [];
  const entries: HTMLElement[] = [];
  const entry = (item: Item): HTMLElement => {
    const role = item.chosen ? "menuitemradio" : "menuitem";
    const made = make("button", { type: "button", role, tabindex: "-1" }, item.label);
    items.push(item);
    entries.push(made);
    return made;
  };
  const label = button.textContent ?? "";
  const list = make("div", { class: "wp-menu", role: "menu", "aria-label": label });
  for (const { name, items } of groups)
    list.append(
      make("div", { role: "group", "aria-label": name }, ...items.map(entry)),
    );
  list.hidden = true;
  element.append(list);

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
  refresh();
  return { refresh, open };
}
