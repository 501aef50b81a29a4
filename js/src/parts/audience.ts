// Who is watching, in the chart's place: live viewers by country, device, platform and
// the page that they came by.

import { type AudienceTable, MOST_VALUES, OTHER, SMALLEST } from "../contract.gen";
import type { Pane } from "../pane/pane";
import { count, share } from "../words/format";
import { make } from "./dom";
import type { Part } from "./part";

const LABELS = {
  country: "Country",
  device: "Device",
  platform: "Platform",
  referrer: "Came from",
} as const;

type Dimension = keyof typeof LABELS;

const UNTOLD =
  "Who is watching is not known. Servers that count it tell it once a minute, and only" +
  " to sessions that may read their real-time reports.";

const JOINED =
  `${OTHER}: values with fewer than ${SMALLEST} viewers, all after the first` +
  ` ${MOST_VALUES}, and what has no name`;

/** Told once a minute of a slot that is over: older than this, it is not of now. */
const FRESH_S = 150;

/** "Who is watching at 22:41:40 UTC", or was. */
export function watching(pane: Pane): string {
  const told = pane.model.get("audience");
  const { at } = pane.model.get("latest");
  const { present } = pane.words;
  if (!told) return `Who ${present ? "is" : "was"} watching`;
  const is = present && (at === null || at - told.at < FRESH_S);
  const moment = pane.zone.dated(told.at, at ?? told.at);
  return `Who ${is ? "is" : "was"} watching at ${moment}`;
}

function group(dimension: Dimension, { cells }: AudienceTable): HTMLElement | null {
  const told = cells.filter((cell) => cell.dimension === dimension);
  if (told.length === 0) return null;
  const whole = told.reduce((sum, cell) => sum + cell.viewers, 0);
  const list = make("ul");
  for (const { value, viewers } of told) {
    const part = viewers / whole;
    const name = value === OTHER ? JOINED : value;
    const title = `${name}: ${count(viewers)} viewers, ${share(part)}`;
    const row = make(
      "li",
      { title, "data-viewers": `${viewers}` },
      make("span", {}, value),
      make("b", {}, count(viewers)),
    );
    row.style.setProperty("--wp-share", `${100 * part}%`);
    list.append(row);
  }
  const label = LABELS[dimension];
  return make(
    "div",
    { role: "group", "aria-label": label, "data-dimension": dimension },
    make("div", { class: "wp-dimension" }, label),
    list,
  );
}

export function audience(pane: Pane): Part {
  const element = make("div", { class: "wp-audience" });
  let written: AudienceTable | null | undefined;
  return {
    element,
    refresh() {
      if (!pane.model.get("audience_shown")) return;
      const told = pane.model.get("audience");
      // Another one comes once a minute; the words are asked for every second.
      if (told === written) return;
      written = told;
      const names = Object.keys(LABELS) as Dimension[];
      const groups = told ? names.map((name) => group(name, told)) : [];
      element.replaceChildren(
        ...groups.filter((each) => each !== null),
        ...(told ? [] : [make("p", {}, UNTOLD)]),
      );
    },
  };
}
