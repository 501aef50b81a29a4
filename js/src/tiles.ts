// The four tiles. Each says its unit, and its definition and moment in the tooltip.

import type { Latest } from "./contract.gen";
import { make, mark, write } from "./dom";
import { bitrate, buffering, count, DASH, type Reading } from "./format";
import type { Pane } from "./pane";
import type { Part } from "./view";
import type { Zone } from "./zone";

interface Tile {
  metric: string;
  label: string;
  means: string;
  read: (latest: Latest, zone: Zone) => Reading;
  at: (latest: Latest) => number | null;
  value: (latest: Latest) => number | null;
  unknown: string;
}

const NO_MINUTE = "Not known: no full minute with viewers was received.";
const NO_SLOT = "Not known yet: no settled slot was received.";

/** "at 12:19", with the day when the counter is of another. */
function peakAt({ peak_at, attendees_at }: Latest, zone: Zone): string {
  if (peak_at === null) return "";
  const today = attendees_at === null || zone.sameDay(peak_at, attendees_at);
  return `at ${zone.minute(peak_at)}${today ? "" : `, ${zone.day(peak_at)}`}`;
}

export const TILES: readonly Tile[] = [
  {
    metric: "avg_bitrate_kbps",
    label: "Average bitrate",
    means:
      "Bitrate that the attendees were viewing, averaged over the last full minute, in kbps",
    read: ({ bitrate_kbps }) => bitrate(bitrate_kbps),
    at: ({ quality_at }) => quality_at,
    value: ({ bitrate_kbps }) => bitrate_kbps,
    unknown: NO_MINUTE,
  },
  {
    metric: "avg_buffering_s_per_min",
    label: "Average buffering",
    means: "Seconds of buffering per minute viewed, over the last full minute",
    read: (latest) => ({ value: buffering(latest.buffering), unit: "s per min" }),
    at: ({ quality_at }) => quality_at,
    value: (latest) => latest.buffering,
    unknown: NO_MINUTE,
  },
  {
    metric: "dvr_viewers",
    label: "DVR viewers",
    means: "Viewers who watch with a delay (DVR); they are not among the attendees",
    read: ({ dvr }) => ({ value: count(dvr), unit: "not counted above" }),
    at: ({ attendees_at }) => attendees_at,
    value: ({ dvr }) => dvr,
    unknown: NO_SLOT,
  },
  {
    metric: "peak_viewers",
    label: "Peak attendees",
    means: "Most attendees in a settled slot of 10 s, and when that was first reached",
    read: (latest, zone) => ({
      value: count(latest.peak),
      unit: peakAt(latest, zone),
    }),
    at: ({ peak_at }) => peak_at,
    value: ({ peak }) => peak,
    unknown: NO_SLOT,
  },
];

function one(pane: Pane, tile: Tile): Part {
  const value = make("b");
  const unit = make("small");
  const element = make(
    "div",
    { class: "wp-tile", "data-metric": tile.metric, role: "group" },
    make("span", {}, tile.label),
    value,
    " ",
    unit,
  );
  mark(element, "aria-label", tile.label);
  return {
    element,
    refresh() {
      const latest = pane.model.get("latest");
      const reading = tile.read(latest, pane.zone);
      const at = tile.at(latest);
      const raw = tile.value(latest);
      write(value, reading.value);
      write(unit, reading.value === DASH ? "" : reading.unit);
      mark(element, "data-value", raw === null ? null : `${raw}`);
      mark(element, "data-at", at === null ? null : `${at}`);
      const moment = at === null ? "" : ` (${pane.zone.full(at)})`;
      const note = raw === null ? tile.unknown : `${tile.means}${moment}`;
      mark(element, "title", raw === null ? `${tile.means}. ${note}` : note);
    },
  };
}

export function tiles(pane: Pane): Part {
  const each = TILES.map((tile) => one(pane, tile));
  const element = make("div", { class: "wp-tiles" });
  element.append(...each.map((part) => part.element));
  return {
    element,
    refresh() {
      for (const part of each) part.refresh();
    },
  };
}
