// The tiles. Each says its unit, and its definition and moment in the tooltip.

import { FIGURES, type FigureName, type Latest, SLOT_S } from "../contract.gen";
import type { Pane } from "../pane/pane";
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

interface Tile {
  metric: keyof typeof FIGURES;
  /** What the chart shows once it is pressed. */
  shows: FigureName;
  read: (latest: Latest, zone: Zone) => Quantity;
  at: (latest: Latest) => number | null;
  value: (latest: Latest) => number | null;
  unknown: (latest: Latest) => string;
}

const ofMinute = ({ quality_at }: Latest): number | null => quality_at;

const NO_MINUTE = "Not known: no full minute with viewers was received.";
const NO_SLOT = "Not known yet: no settled slot was received.";
const NOT_TOLD = "Not known: the source does not tell it of this slot.";

/** "at 12:19", with the day when the counter is of another. */
function peakAt({ peak_at, at }: Latest, zone: Zone): string {
  if (peak_at === null) return "";
  const today = at === null || zone.sameDay(peak_at, at);
  return `at ${zone.minute(peak_at)}${today ? "" : `, ${zone.day(peak_at)}`}`;
}

export const TILES: readonly Tile[] = [
  {
    metric: "avg_bitrate_kbps",
    shows: "avg_bitrate_kbps",
    read: ({ avg_bitrate_kbps }) => bitrate(avg_bitrate_kbps),
    at: ofMinute,
    value: ({ avg_bitrate_kbps }) => avg_bitrate_kbps,
    unknown: () => NO_MINUTE,
  },
  {
    metric: "avg_buffering_s_per_min",
    shows: "avg_buffering_s_per_min",
    read: (latest) => ({
      value: buffering(latest.avg_buffering_s_per_min),
      unit: FIGURES.avg_buffering_s_per_min.unit,
    }),
    at: ofMinute,
    value: (latest) => latest.avg_buffering_s_per_min,
    unknown: () => NO_MINUTE,
  },
  {
    metric: "dvr_viewers",
    shows: "dvr_viewers",
    read: ({ dvr_viewers }) => ({
      value: count(dvr_viewers),
      unit: "not counted above",
    }),
    at: ({ at }) => at,
    value: ({ dvr_viewers }) => dvr_viewers,
    unknown: ({ at }) => (at === null ? NO_SLOT : NOT_TOLD),
  },
  {
    metric: "peak_viewers",
    shows: "live_viewers",
    read: (latest, zone) => ({
      value: count(latest.peak_viewers),
      unit: peakAt(latest, zone),
    }),
    at: ({ peak_at }) => peak_at,
    value: ({ peak_viewers }) => peak_viewers,
    unknown: () => NO_SLOT,
  },
];

function one(pane: Pane, tile: Tile, signal: AbortSignal): Part {
  const value = make("b");
  const unit = make("small");
  const element = make(
    "button",
    { class: "wp-tile", type: "button", "data-metric": tile.metric },
    make("span", {}, FIGURES[tile.metric].label),
    " ",
    value,
    " ",
    unit,
  );
  // It brings the chart back.
  const choose = (): void => {
    const shown = { audience_shown: false, table_shown: false };
    pane.save({ figure: tile.shows, ...shown });
  };
  element.addEventListener("click", choose, { signal });
  return {
    element,
    refresh() {
      const latest = pane.model.get("latest");
      const reading = tile.read(latest, pane.zone);
      const at = tile.at(latest);
      const raw = tile.value(latest);
      const looking = pane.model.get("audience_shown");
      const chosen = !looking && pane.model.get("figure") === tile.shows;
      mark(element, "aria-pressed", `${chosen}`);
      write(value, reading.value);
      const alarm = pane.on.find(({ figure }) => figure === tile.metric);
      mark(element, "data-trouble", alarm ? "true" : null);
      // What it is now may be within the limit, where the alert clears later.
      const on = alarm ? `alert ${limitText(alarm)}`.trim() : "";
      const said = [reading.unit, on].filter(Boolean).join(", ");
      write(unit, reading.value === DASH ? "" : said);
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
        raw === null ? `${FIGURES[tile.metric].means}. ${note}` : note,
      );
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
