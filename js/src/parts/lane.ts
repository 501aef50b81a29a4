// A lane above the chart: a flag for each of its things in the window, and what stands
// for it behind the line. One tab stop; the arrows go from flag to flag.

import type { Pane } from "../pane/pane";
import type { Span } from "../series/window";
import { type Flag, flagsIn } from "../stage/lanes";
import { fitting } from "../words/label";
import { make, mark, show, write } from "./dom";
import type { Part } from "./part";
import { line, Placed, place } from "./placed";
import { ruler } from "./ruler";

const FONT_PX = 11;
const [PLAIN, BOLD] = [400, 600];
/** Beside a label: from where it begins, and to the next. */
const [INDENT_PX, GAP_PX] = [5, 4];
/** Nearer to the one before, a flag could not be told from it. */
const APART_PX = 2;

/** By how many flags each key moves. */
const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** What is in a lane. */
export interface Laned<T extends Span> {
  name: "flags" | "alerts";
  /** What the lane is called. */
  label: string;
  things: () => readonly T[];
  /** Which ones run now, asked once for all of them. */
  runs: () => (thing: T) => boolean;
  /** The label of a thing, and its short forms; */
  forms: (thing: T) => readonly string[];
  /** and all that it says. */
  said: (thing: T, running: boolean) => string;
  bold: (running: boolean) => boolean;
  /** Take a thing away, where that can be. */
  remove?: (thing: T) => void;
}

export interface LanePart extends Part {
  /** What lies behind the line: a pole where a flag begins, or all of a stretch. */
  behind: HTMLElement;
}

/** Those flags that can be told apart at this width. */
function apart<T extends Span>(flags: Flag<T>[], width_px: number): Flag<T>[] {
  let last = Number.NEGATIVE_INFINITY;
  return flags.filter(({ left, room, begins }) => {
    // All that there is to see of one from before may be what began since.
    const seen = begins || room > 0;
    const far = seen && (left - last) * width_px >= APART_PX;
    if (far) last = left;
    return far;
  });
}

const flagElement = (): HTMLButtonElement => {
  const flag = make("button", { class: "wp-flag", type: "button" }, make("bdi"));
  mark(flag, "data-lm-suppress-shortcuts", "true");
  return flag;
};

export function lane<T extends Span>(
  pane: Pane,
  of: Laned<T>,
  width_px: () => number,
  signal: AbortSignal,
): LanePart {
  const element = make("div", {
    class: `wp-lane wp-${of.name}`,
    role: "toolbar",
    "aria-label": of.label,
  });
  const behind = make("div", { class: "wp-behind", "aria-hidden": "true" });
  const measure = ruler(element, FONT_PX);
  const shown = new Map<Element, Flag<T>>();
  const flags = new Placed<Flag<T>, HTMLButtonElement>(element, flagElement);
  const marks = new Placed<Flag<T>>(behind, line(`wp-of-${of.name}`));
  /** The flag that Tab comes to. */
  let stop: HTMLButtonElement | undefined;
  let runs: (thing: T) => boolean = () => false;

  const key = (flag: Flag<T>): string => `${flag.of.from}`;
  const draw = (element_: HTMLElement, flag: Flag<T>): void => {
    const { begins, left } = flag;
    const running = runs(flag.of);
    shown.set(element_, flag);
    place(element_, left, flag.room);
    const room = flag.room * width_px() - GAP_PX - (begins ? INDENT_PX : 0);
    const weight = of.bold(running) ? BOLD : PLAIN;
    const label = fitting(of.forms(flag.of), room, (text) => measure(text, weight));
    write(element_.firstElementChild as Element, label);
    const said = of.said(flag.of, running);
    const removable = of.remove !== undefined && pane.goesOn;
    mark(element_, "aria-label", said);
    mark(element_, "title", removable ? `${said}; Delete takes it back` : said);
    mark(element_, "aria-keyshortcuts", removable ? "Delete" : null);
    mark(element_, "data-from", `${flag.of.from}`);
    mark(element_, "data-begins", begins ? "true" : null);
    mark(element_, "aria-current", running ? "true" : null);
  };
  const stand = (mark_: HTMLElement, flag: Flag<T>): void => {
    place(mark_, flag.left, of.name === "alerts" ? flag.width : undefined);
    mark(mark_, "data-running", runs(flag.of) ? "true" : null);
  };
  const focused = (): Element | null =>
    (element.getRootNode() as Document | ShadowRoot).activeElement;
  const stopAt = (flag: HTMLButtonElement | undefined): void => {
    stop = flag;
    for (const each of flags.elements)
      mark(each, "tabindex", each === flag ? "0" : "-1");
  };

  element.addEventListener(
    "click",
    ({ target }) => {
      const flag = shown.get((target as Element).closest(".wp-flag") ?? element);
      const { extent } = pane.store;
      if (!flag || !extent) return;
      pane.window.zoom({
        from: Math.max(flag.of.from, extent.first),
        to: Math.min(flag.of.to, extent.last),
      });
    },
    { signal },
  );
  element.addEventListener(
    "keydown",
    (event) => {
      const flag = shown.get(event.target as Element);
      if (event.key === "Delete" && flag && pane.goesOn) of.remove?.(flag.of);
      const step = STEPS[event.key];
      if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      const all = flags.elements.sort(
        (one, other) => (shown.get(one)?.left ?? 0) - (shown.get(other)?.left ?? 0),
      );
      const at = all.indexOf(focused() as HTMLButtonElement) + step;
      const next = all[Math.min(Math.max(at, 0), all.length - 1)];
      event.preventDefault();
      stopAt(next);
      next?.focus();
    },
    { signal },
  );

  return {
    element,
    behind,
    refresh() {
      const { span } = pane.window;
      const things = of.things();
      show(element, things.length > 0 && span !== null);
      // As in most events, of which nothing more has to be asked.
      if (things.length === 0 && shown.size === 0) return;
      const all = span ? flagsIn(things, span) : [];
      const told = apart(all, width_px());
      const had = element.contains(focused());
      runs = of.runs();
      shown.clear();
      flags.show(told, key, draw);
      const poles = told.filter(({ begins }) => begins);
      marks.show(of.name === "alerts" ? all : poles, key, stand);
      const now = flags.elements;
      const kept = stop && now.includes(stop) ? stop : undefined;
      stopAt(kept ?? now.find((each) => each.hasAttribute("aria-current")) ?? now[0]);
      // The flag that had the focus has left the window.
      if (!had || element.contains(focused())) return;
      const plot = element.closest(".wp-chart")?.querySelector<HTMLElement>(".wp-plot");
      (stop ?? plot)?.focus();
    },
  };
}
