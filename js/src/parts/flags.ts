// The run sheet above the chart: a flag for each item in the window, and a pole through
// the chart where it begins. One tab stop; the arrows go from flag to flag.

import type { Pane } from "../pane/pane";
import { type Flag, fitting, flagsIn, shorter } from "../stage/lanes";
import { itemText } from "../words/sheet";
import { make, mark, show, write } from "./dom";
import type { Part } from "./part";
import { line, Placed, place } from "./placed";
import { ruler } from "./ruler";

const FONT_PX = 11;
const [PLAIN, BOLD] = [400, 600];
/** Beside a label: from its pole, and to the next. */
const [INDENT_PX, GAP_PX] = [5, 4];
/** Nearer to the one before, a pole would only make that thicker. */
const APART_PX = 2;

/** By how many flags each key moves. */
const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

export interface FlagsPart extends Part {
  /** What lies behind the line. */
  poles: HTMLElement;
}

/** Those flags that can be told apart at this width. */
function apart(flags: Flag[], width_px: number): Flag[] {
  let last = Number.NEGATIVE_INFINITY;
  return flags.filter(({ left }) => {
    const far = (left - last) * width_px >= APART_PX;
    if (far) last = left;
    return far;
  });
}

export function flags(
  pane: Pane,
  width_px: () => number,
  signal: AbortSignal,
): FlagsPart {
  const element = make("div", {
    class: "wp-lane wp-flags",
    role: "toolbar",
    "aria-label": "Run sheet",
  });
  const poles = make("div", { class: "wp-poles", "aria-hidden": "true" });
  const measure = ruler(element, FONT_PX);
  const shown = new Map<HTMLElement, Flag>();
  const create = (): HTMLButtonElement => {
    const flag = make("button", { class: "wp-flag", type: "button" }, make("bdi"));
    mark(flag, "data-lm-suppress-shortcuts", "true");
    return flag;
  };
  const placed = new Placed<Flag, HTMLButtonElement>(element, create);
  const lines = new Placed<Flag>(poles, line("wp-pole"));
  /** The flag that Tab comes to. */
  let stop: HTMLElement | undefined;

  const key = ({ item }: Flag): string => `${item.from}`;
  const label = ({ item, running, begins, width }: Flag): string => {
    const room = width * width_px() - GAP_PX - (begins ? INDENT_PX : 0);
    const weight = running ? BOLD : PLAIN;
    return fitting(shorter(item.title), room, (text) => measure(text, weight));
  };
  const draw = (flag: HTMLElement, told: Flag): void => {
    const { item, running, begins, left, width } = told;
    shown.set(flag, told);
    place(flag, left, width);
    write(flag.firstElementChild as Element, label(told));
    const said = itemText(item, running, pane.zone);
    mark(flag, "aria-label", said);
    mark(flag, "title", pane.goesOn ? `${said}; Delete takes it back` : said);
    mark(flag, "aria-keyshortcuts", pane.goesOn ? "Delete" : null);
    mark(flag, "data-from", `${item.from}`);
    mark(flag, "data-begins", begins ? "true" : null);
    mark(flag, "aria-current", running ? "true" : null);
  };
  const erect = (pole: HTMLElement, { left, running }: Flag): void => {
    place(pole, left);
    mark(pole, "data-running", running ? "true" : null);
  };
  const focused = (): Element | null =>
    (element.getRootNode() as Document | ShadowRoot).activeElement;
  const stopAt = (flag: HTMLElement | undefined): void => {
    stop = flag;
    for (const each of placed.elements)
      mark(each, "tabindex", each === flag ? "0" : "-1");
  };

  element.addEventListener(
    "click",
    ({ target }) => {
      const flag = (target as Element).closest<HTMLElement>(".wp-flag");
      const told = flag && shown.get(flag);
      const { extent } = pane.store;
      if (!told || !extent) return;
      const { from, to } = told.item;
      pane.window.zoom({
        from: Math.max(from, extent.first),
        to: Math.min(to, extent.last),
      });
    },
    { signal },
  );
  element.addEventListener(
    "keydown",
    (event) => {
      const told = pane.goesOn && shown.get(event.target as HTMLElement);
      if (event.key === "Delete" && told) pane.marking.unmark(told.item.from);
      const step = STEPS[event.key];
      if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      const all = placed.elements.sort(byPlace);
      const at = all.indexOf(focused() as HTMLButtonElement) + step;
      const next = all[Math.min(Math.max(at, 0), all.length - 1)];
      event.preventDefault();
      stopAt(next);
      next?.focus();
    },
    { signal },
  );
  const byPlace = (one: HTMLElement, other: HTMLElement): number =>
    (shown.get(one)?.item.from ?? 0) - (shown.get(other)?.item.from ?? 0);

  return {
    element,
    poles,
    refresh() {
      const { span } = pane.window;
      const { sheet } = pane;
      show(element, sheet.length > 0 && span !== null);
      const all = span ? apart(flagsIn(sheet, span, pane.moment), width_px()) : [];
      const had = element.contains(focused());
      shown.clear();
      placed.show(all, key, draw);
      lines.show(
        all.filter(({ begins }) => begins),
        key,
        erect,
      );
      const flags = placed.elements;
      if (!stop || !flags.includes(stop as HTMLButtonElement))
        stopAt(flags.find((each) => shown.get(each)?.running) ?? flags[0]);
      else stopAt(stop);
      // The flag that had the focus has left the window.
      if (had && !element.contains(focused()))
        (
          stop ?? element.parentElement?.querySelector<HTMLElement>(".wp-plot")
        )?.focus();
    },
  };
}
