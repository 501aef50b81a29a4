// One view of a wall: its head, and the cards.

import { CARD_SLOTS } from "../contract.gen";
import { make, mark, write } from "../parts/dom";
import { clock } from "../series/arrivals";
import { duration } from "../words/format";
import { momentOf, phrase } from "../words/phrase";
import { cardPart } from "./card";
import type { Wall } from "./wall";

const several = (n: number, word: string): string =>
  `${n} ${word}${n === 1 ? "" : "s"}`;

/** "2 live, 1 stale, 1 ended, 1 with an alert" */
export function states(wall: Wall): string {
  const counted = new Map<string, number>();
  for (const index of wall.cards.keys()) {
    const word = phrase(wall.facts(index)).spoken.toLowerCase();
    counted.set(word, (counted.get(word) ?? 0) + 1);
  }
  const alarmed = wall.cards.filter(
    ({ alarms }, index) => alarms.length > 0 && momentOf(wall.facts(index)) !== null,
  ).length;
  if (alarmed > 0) counted.set("with an alert", alarmed);
  return [...counted].map(([word, n]) => `${n} ${word}`).join(", ");
}

/** "last 30 minutes, each from zero to its own peak" */
function scale(wall: Wall): string {
  const spans = new Set(wall.cards.map(({ cadence_s }) => CARD_SLOTS * cadence_s));
  const [one] = spans;
  const last =
    spans.size === 1 && one !== undefined
      ? `last ${duration(one)}`
      : `last ${CARD_SLOTS} values`;
  return `${last}, each from zero to its own peak`;
}

export function mountWall(wall: Wall, el: HTMLElement, signal: AbortSignal): void {
  const title = make("b", {}, several(wall.cards.length, "event"));
  const summary = make("span");
  const now = make("span", { class: "wp-clock" });
  const head = make("div", { class: "wp-wallhead" }, title, summary, now);
  const cards = make("div", { class: "wp-cards" });
  const parts = [...wall.cards.keys()].map((index) => cardPart(wall, index, signal));
  cards.append(...parts.map(({ element }) => element));
  const root = make(
    "section",
    { class: "webcast-pane wp-wall", lang: "en", dir: "ltr", "aria-label": "Events" },
    make("div", { class: "wp-frame" }, head, cards),
  );
  for (const { element } of parts) mark(element, "data-lm-suppress-shortcuts", "true");
  el.classList.add("webcast-pane-host");
  el.append(root);
  wall.attach(() => {
    write(summary, `${states(wall)}; ${scale(wall)}`);
    write(now, wall.zone.named(clock()));
    for (const part of parts) part.refresh();
  }, signal);
  signal.addEventListener("abort", () => root.remove(), { once: true });
}
