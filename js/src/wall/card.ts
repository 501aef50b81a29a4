// A card: one event at a glance, and the button that opens its pane.

import { type Card, FIGURES } from "../contract.gen";
import { draw, make, mark, show, write } from "../parts/dom";
import type { Part } from "../parts/part";
import { alarmLine, alarmText } from "../words/alarm";
import { buffering, count, duration } from "../words/format";
import { momentOf, phrase, type Words } from "../words/phrase";
import type { Zone } from "../words/zone";
import { change, curveOf } from "./curve";
import type { Wall } from "./wall";

const text = (name: string): HTMLElement => make("span", { class: `wp-${name}` });

const row = (...shown: HTMLElement[]): HTMLElement =>
  make("span", { class: "wp-pair" }, ...shown);

/** "\u221234", "+12" or "0" */
function signed(value: number): string {
  const sign = value > 0 ? "+" : value < 0 ? "\u2212" : "";
  return `${sign}${count(Math.abs(value))}`;
}

interface Told {
  number: number | null;
  /** What it counts. */
  of: string;
  /** Beside it: how it changed. */
  moved: string;
  /** Of when it is, or how long it changed. */
  when: string;
}

/** The number of a card: of now, of the last answer, or the peak of what is over. */
function told(card: Card, words: Words, zone: Zone, now: number): Told {
  const { live_viewers, at, peak_viewers, peak_at } = card.latest;
  const moment = (start: number | null): string =>
    start === null ? "" : `at ${zone.short(start, now)}`;
  if (card.status.state === "ended")
    return {
      number: peak_viewers,
      of: "peak attendees",
      moved: "",
      when: moment(peak_at),
    };
  const changed = words.present ? change(card) : null;
  return {
    number: live_viewers,
    of: words.present ? "attendees now" : "attendees",
    moved: changed === null ? "" : signed(changed.by),
    when: changed === null ? moment(at) : `in ${duration(changed.within_s)}`,
  };
}

function picture(): { element: HTMLElement; refresh: (card: Card) => void } {
  const area = draw("path", { class: "wp-area" });
  const line = draw("path", { class: "wp-line" });
  const look = { viewBox: "0 0 1000 1000", preserveAspectRatio: "none" };
  const dot = make("i");
  const drawn = draw("svg", { ...look, "aria-hidden": "true" }, area, line);
  return {
    element: make("span", { class: "wp-small" }, drawn, dot),
    refresh({ curve }) {
      const made = curveOf(curve);
      mark(area, "d", made.area);
      mark(line, "d", made.line);
      show(dot, made.dot !== null);
      if (made.dot !== null)
        mark(dot, "style", `top:${(100 * made.dot.y).toFixed(1)}%`);
    },
  };
}

export function cardPart(wall: Wall, index: number, signal: AbortSignal): Part {
  const name = text("name");
  const chip = text("chip");
  const number = text("number");
  const moved = text("moved");
  const of = text("of");
  const when = text("when");
  const curve = picture();
  const begin = text("begin");
  const end = text("end");
  const seconds = text("seconds");
  const unit = make("span", {}, ` ${FIGURES.avg_buffering_s_per_min.unit}`);
  const minute = text("minute");
  const alarm = text("alarm");
  const element = make(
    "button",
    { class: "wp-card", type: "button" },
    name,
    make("span", {}, chip),
    row(number, moved),
    row(of, when),
    curve.element,
    row(begin, end),
    row(make("span", {}, "Buffering"), make("span", {}, seconds, unit)),
    row(make("span"), minute),
    alarm,
  );
  element.addEventListener("click", () => wall.toggle(index), { signal });

  return {
    element,
    refresh() {
      const card = wall.cards[index] as Card;
      const { zone } = wall;
      const facts = wall.facts(index);
      const words = phrase(facts);
      const { avg_buffering_s_per_min, quality_at } = card.latest;
      const shown = told(card, words, zone, facts.now);
      const last = facts.newest;
      const moment = momentOf(facts);
      const alarmed = moment === null ? "" : alarmLine(card.alarms, zone, facts.now);
      mark(element, "data-tone", alarmed ? "warn" : words.tone);
      show(alarm, alarmed !== "");
      write(alarm, alarmed);
      mark(element, "data-state", words.present ? "live" : "past");
      mark(element, "aria-pressed", `${wall.opened === index}`);
      const trouble = words.banner || alarmText(card.alarms, moment, zone);
      mark(element, "title", trouble || words.footer);
      element.disabled = !wall.connected;
      write(name, card.event.name || card.event.id);
      write(chip, words.chip);
      mark(chip, "data-tone", words.tone);
      write(number, count(shown.number));
      mark(number, "data-value", shown.number === null ? null : `${shown.number}`);
      write(moved, shown.moved);
      write(of, shown.of);
      write(when, shown.when);
      curve.refresh(card);
      write(begin, card.begin === null ? "" : zone.short(card.begin, facts.now));
      write(end, last === null ? words.empty : zone.short(last, facts.now));
      write(seconds, buffering(avg_buffering_s_per_min));
      show(unit, avg_buffering_s_per_min !== null);
      write(
        minute,
        quality_at === null ? "" : `minute ${zone.short(quality_at, facts.now)}`,
      );
    },
  };
}
