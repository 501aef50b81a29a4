// The tiles. Each says its unit, and its definition and moment in the tooltip.

import { FIGURES, type FigureName, type Latest, SLOT_S } from "../contract.gen";
import { secondOf } from "../pane/facts";
import type { Pane } from "../pane/pane";
import { sparkS } from "../series/spark";
import { limitText } from "../words/alarm";
import {
  bitrate,
  buffering,
  count,
  DASH,
  duration,
  type Quantity,
} from "../words/format";
import type { Zone } from "../words/zone";
import { make, mark, write } from "./dom";
import type { Part } from "./part";
import { pin } from "./second";
import { spark } from "./spark";

interface Tile {
  metric: Exclude<keyof typeof FIGURES, "live_viewers">;
  /** What the chart shows once it is pressed. */
  shows: FigureName;
  say: (value: number | null) => Quantity;
  at: (latest: Latest) => number | null;
  unknown: (latest: Latest) => string;
  /** Its name on the tile, if another than the figure's, */
  label?: string;
  /** and what follows where there is room. */
  more?: string;
  /** What its moment is the moment of. */
  of: "at" | "minute";
}

const ofMinute = ({ quality_at }: Latest): number | null => quality_at;

const NO_MINUTE = "Not known: no full minute with viewers was received.";
const NO_SLOT = "Not known yet: no settled slot was received.";
const NOT_TOLD = "Not known: the source does not tell it of this slot.";

/** "12:19", with the day when the counter is of another. */
function momentText(moment: number, { at }: Latest, zone: Zone): string {
  const today = at === null || zone.sameDay(moment, at);
  return `${zone.minute(moment)}${today ? "" : `, ${zone.day(moment)}`}`;
}

const USUALLY =
  "From the lowest to the highest of the earlier events at this minute of the broadcast";

/** "usual 1.52 to 1.66", in the tile's own unit but where another is said. */
function usualText(low: Quantity, high: Quantity, own: string): string {
  const [from, to] = [low, high].map(({ value, unit }) =>
    unit === own ? value : `${value} ${unit}`,
  );
  return `usual ${from === to ? from : `${from} to ${to}`}`;
}

export const TILES: readonly Tile[] = [
  {
    metric: "avg_bitrate_kbps",
    shows: "avg_bitrate_kbps",
    say: bitrate,
    at: ofMinute,
    unknown: () => NO_MINUTE,
    of: "minute",
  },
  {
    metric: "avg_buffering_s_per_min",
    shows: "avg_buffering_s_per_min",
    say: (value) => ({
      value: buffering(value),
      unit: FIGURES.avg_buffering_s_per_min.unit,
    }),
    at: ofMinute,
    unknown: () => NO_MINUTE,
    of: "minute",
  },
  {
    metric: "dvr_viewers",
    shows: "dvr_viewers",
    say: (value) => ({ value: count(value), unit: "viewers" }),
    label: "DVR",
    more: ", not counted above",
    at: ({ at }) => at,
    unknown: ({ at }) => (at === null ? NO_SLOT : NOT_TOLD),
    of: "at",
  },
  {
    metric: "peak_viewers",
    shows: "live_viewers",
    say: (value) => ({ value: count(value), unit: "" }),
    at: ({ peak_at }) => peak_at,
    unknown: () => NO_SLOT,
    of: "at",
  },
];

function one(pane: Pane, tile: Tile, signal: AbortSignal): Part {
  const value = make("b");
  const unit = make("small");
  const of = make("span", { class: "wp-more" });
  const at_ = make("span");
  const when = make("span", {}, of, at_);
  const usually = make("span", { title: USUALLY });
  const alert = make("span", { class: "wp-talert" });
  const curve = spark(pane, tile.shows);
  const element = make(
    "button",
    { class: "wp-tile", type: "button", "data-metric": tile.metric },
    make(
      "span",
      { class: "wp-tlabel" },
      tile.label ?? FIGURES[tile.metric].label,
      make("span", { class: "wp-more" }, tile.more ?? ""),
    ),
    " ",
    make("span", { class: "wp-tvalue" }, value, " ", unit),
    curve.element,
    " ",
    make("span", { class: "wp-tfoot" }, when, " ", usually, alert),
  );
  const pinning = pin(pane, tile.shows, signal);
  const choose = (): void => {
    const { model } = pane;
    // What is pinned changes places with what was shown.
    const swapped =
      secondOf(pane.model) === tile.shows ? { second: model.get("figure") } : {};
    // It brings the chart back.
    const shown = { audience_shown: false, table_shown: false };
    pane.save({ figure: tile.shows, ...swapped, ...shown });
  };
  element.addEventListener("click", choose, { signal });
  return {
    element: make("div", { class: "wp-tilebox" }, element, pinning.element),
    refresh() {
      pinning.refresh();
      const latest = pane.model.get("latest");
      const raw = latest[tile.metric];
      const reading = tile.say(raw);
      const at = tile.at(latest);
      const looking = pane.model.get("audience_shown");
      const chosen = !looking && pane.model.get("figure") === tile.shows;
      mark(element, "aria-pressed", `${chosen}`);
      write(value, reading.value);
      const alarm = pane.on.find(({ figure }) => figure === tile.metric);
      mark(element, "data-trouble", alarm ? "true" : null);
      // What it is now may be within the limit, where the alert clears later.
      write(alert, alarm ? `alert ${limitText(alarm)}`.trim() : "");
      const ranges = alarm ? [] : pane.model.get("usual_ranges");
      const range = ranges.find(({ figure }) => figure === tile.metric);
      const said = range && ([tile.say(range.low), tile.say(range.high)] as const);
      const present = said && raw !== null && pane.words.present;
      write(usually, present ? usualText(...said, reading.unit) : "");
      write(unit, reading.value === DASH ? "" : reading.unit);
      // The tiles are of the present, whatever the chart has been moved to.
      const told = at !== null && reading.value !== DASH;
      write(of, told ? `${tile.of} ` : "");
      write(at_, told ? momentText(at, latest, pane.zone) : "");
      mark(element, "data-value", raw === null ? null : `${raw}`);
      mark(element, "data-at", at === null ? null : `${at}`);
      const moment = at === null ? "" : ` (${pane.zone.full(at)})`;
      const { cadence_s } = pane.store;
      const usual = cadence_s === SLOT_S || tile.at === ofMinute;
      const slot = usual ? "" : `; counted once in ${duration(cadence_s)}`;
      const note =
        raw === null
          ? tile.unknown(latest)
          : `${FIGURES[tile.metric].means}${moment}${slot}`;
      mark(
        element,
        "title",
        raw === null
          ? `${FIGURES[tile.metric].means}. ${note}`
          : `${note}. The curve is of ${duration(sparkS(pane.store))}.`,
      );
      curve.refresh();
    },
  };
}

export function tiles(pane: Pane, signal: AbortSignal): Part {
  const each = TILES.map((tile) => one(pane, tile, signal));
  const names = { role: "group", "aria-label": "What the chart shows" };
  const element = make("div", { class: "wp-tiles", ...names });
  element.append(...each.map((part) => part.element));
  return {
    element,
    refresh() {
      for (const part of each) part.refresh();
    },
  };
}
