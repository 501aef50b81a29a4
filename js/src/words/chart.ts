// What the chart says in words: its window, and the slot under the pointer.

import { type Estimate, fillsUp } from "../series/estimates";
import { itemAt } from "../series/sheet";
import { isOfSlots, type Known, rangeIn, valueAt } from "../series/shown";
import type { Store } from "../series/store";
import type { Span } from "../series/window";
import { SHOWN } from "./figures";
import { count } from "./format";
import { quoted } from "./label";
import type { Zone } from "./zone";

/** Below this, minutes alone do not tell the two ends of a window apart. */
const SECONDS_BELOW_S = 300;

/** "12:30 to 13:00", with the days when there are two, the years, and the clocks. */
export function spanText({ from, to }: Span, zone: Zone): string {
  const changed = zone.offset(from) !== zone.offset(to);
  const far = !zone.sameYear(from, to);
  const say = (moment: number): string => {
    const time =
      to - from < SECONDS_BELOW_S ? zone.second(moment) : zone.minute(moment);
    const told = changed ? `${time} ${zone.abbreviation(moment)}` : time;
    if (zone.sameDay(from, to)) return told;
    return `${far ? zone.date(moment) : zone.day(moment)} ${told}`;
  };
  return `${say(from)} to ${say(to)}`;
}

const ESTIMATED = "estimated";

/** "1,180 attendees", or "estimated 1,010 (990 to 1,030), 984 so far" while it fills up. */
function attendees(live: number, estimate: Estimate | undefined): string {
  if (!estimate) return `${count(live)} so far`;
  const { viewers, low, high } = estimate;
  if (low === high) return `${count(live)} attendees`;
  const between = `${count(low)} to ${count(high)}`;
  return `${ESTIMATED} ${count(viewers)} (${between}), ${count(live)} so far`;
}

/** What a slot holds, in words. */
export interface SlotWords {
  /** "12:41:20 UTC" */
  when: string;
  /** The figure that the chart shows: "1,180 attendees", "1.58 Mbps" */
  value: string;
  /** The others, and what is to be known of them. */
  more: string[];
}

/** What is known of the slot at or next to a moment, and of what it is in the run sheet. */
export function slotWords(known: Known, moment: number, zone: Zone): SlotWords {
  const slot = known.store.snap(moment);
  const { when, value, more } = figuresOf(known, slot, zone);
  const item = itemAt(known.sheet, slot);
  const said = [...pinned(known, slot, zone), ...more];
  if (item) said.push(quoted(item.title));
  return { when, value, more: [...new Set(said)] };
}

/** What is pinned, with its minute where no other figure tells that; or nothing. */
function pinned({ second, ...known }: Known, slot: number, zone: Zone): string[] {
  // Attendees are told of every slot.
  if (second === null || second === "live_viewers") return [];
  const value = valueAt({ ...known, second, figure: second }, slot);
  if (Number.isNaN(value)) return [];
  const said = SHOWN[second].say(value);
  const alone = isOfSlots(known.figure) && !isOfSlots(second);
  return [alone ? `${said} in minute ${zone.minute(slot)}` : said];
}

/** The figures of a slot, with the chosen one first. */
function figuresOf(known: Known, slot: number, zone: Zone): SlotWords {
  const { figure, store, minutes } = known;
  const when = zone.dated(slot, store.extent?.last ?? slot);
  const [live, dvr, ...provisional] = counts(known, slot);
  if (isOfSlots(figure)) {
    if (live === undefined) return { when, value: "no data", more: [] };
    const both =
      figure === "live_viewers" ? [live, dvr] : [dvr || "no DVR known", live];
    const [value = "", other] = both;
    return { when, value, more: [...(other ? [other] : []), ...provisional] };
  }
  const value = SHOWN[figure].say(minutes.at(figure, slot));
  const minute = `minute ${zone.minute(slot)}`;
  const more = live === undefined ? [minute] : [minute, live, ...provisional];
  return {
    when,
    value: Number.isNaN(minutes.at(figure, slot)) ? "no data" : value,
    more,
  };
}

/** Attendees and DVR viewers of a slot, and whether they may still change; or nothing. */
function counts({ store, settled, estimates }: Known, slot: number): string[] {
  const index = store.indexOf(slot);
  const live = index < 0 ? Number.NaN : (store.columns.live_viewers[index] as number);
  if (Number.isNaN(live)) return [];
  const dvr = store.columns.dvr_viewers[index] as number;
  const isSettled = settled !== null && slot <= settled;
  const said =
    isSettled || !fillsUp(store)
      ? SHOWN.live_viewers.say(live)
      : attendees(
          live,
          estimates.find(({ start }) => start === slot),
        );
  const told = [said, Number.isNaN(dvr) ? "" : SHOWN.dvr_viewers.say(dvr)];
  return isSettled || said.startsWith(ESTIMATED) ? told : [...told, "provisional"];
}

/** "12:41:20 UTC: 1,180 attendees, 37 DVR", of the slot at or next to a moment. */
export function slotText(known: Known, moment: number, zone: Zone): string {
  const { when, value, more } = slotWords(known, moment, zone);
  return `${when}: ${[value, ...more].join(", ")}`;
}

/** How far back the change at the counter looks, seconds; a value at the least. */
export const changeS = (store: Store): number => Math.max(300, store.cadence_s);

/** "\u221234", "+12" or "0": attendees of a slot against those five minutes before. */
export function changeText(store: Store, slot: number | null): string {
  if (slot === null) return "";
  const [now, then] = [slot, slot - changeS(store)].map((each) => {
    const index = store.indexOf(store.snap(each));
    return index < 0 ? Number.NaN : (store.columns.live_viewers[index] as number);
  }) as [number, number];
  const change = now - then;
  if (Number.isNaN(change)) return "";
  const sign = change > 0 ? "+" : change < 0 ? "\u2212" : "";
  return `${sign}${count(Math.abs(change))}`;
}

/** The chart in one sentence, for those who do not see it. */
export function summary(known: Known, span: Span | null, zone: Zone): string {
  const { title } = SHOWN[known.figure];
  if (span === null) return `${title} over time: no data yet`;
  const { second } = known;
  const said = `${title} from ${spanText(span, zone)}: ${rangeText(known, span)}`;
  if (!second) return said;
  const other = rangeText({ ...known, figure: second }, span);
  return `${said}; right axis, ${SHOWN[second].title}: ${other}`;
}

/** "lowest 612, highest 1,066" */
function rangeText(known: Known, span: Span): string {
  const range = rangeIn(known, span);
  if (range === null) return "no data";
  const [low, high] = range.map(SHOWN[known.figure].short) as [string, string];
  return `lowest ${low}, highest ${high}`;
}
