// The plotted area of a picture: its axes, what is usual, the figure, and what stands
// behind and over that.

import { outline } from "../host/outline";
import type { Points } from "../series/thin";
import { usualIn } from "../series/usual";
import { courseOf } from "../stage/course";
import { boxIn, flagsIn } from "../stage/lanes";
import { ticksBeside, timeTicks, type ValueTicks, valueTicks } from "../stage/ticks";
import { limitText } from "../words/alarm";
import { SHOWN } from "../words/figures";
import { tick } from "../words/format";
import {
  ACCENT,
  BAND,
  BOTTOM,
  GRID,
  INK,
  INK2,
  LANE_PX,
  LEFT,
  rightOf,
  SECOND,
  SPAN_PX,
  WARM,
  WORDS_PX,
} from "./look";
import { element, words } from "./markup";
import { zoneText } from "./said";
import type { Shown } from "./shown";

/** Pixels that a label of the time axis needs. */
const LABEL_PX = 110;
const CLIP = "plotted";

export interface Plotted {
  svg: string;
  /** What of it is there, for the legend. */
  has: { dashed: boolean; usual: boolean; alerts: boolean };
}

/** The highest value; breaks are no values. */
function highest(points: Points[]): number {
  return points
    .flatMap(({ y }) => y)
    .reduce((top, value) => (value > top ? value : top), 0);
}

/** What is pinned: its line, and its axis at the right; nothing where nothing is. */
function secondOf(
  { scene }: Shown,
  toX: (at: number) => number,
  top: number,
  shown: ValueTicks,
): { line: string; axis: string } {
  const { second } = scene;
  if (second === null) return { line: "", axis: "" };
  const right = rightOf(second);
  const { sure, line } = courseOf({ ...scene, figure: second });
  const values = ticksBeside(highest([sure, line]), shown, SHOWN[second]);
  const toY = (value: number): number => BOTTOM - (value / values.top) * (BOTTOM - top);
  const points = { x: [...sure.x, ...line.x], y: [...sure.y, ...line.y] };
  const look = { fill: "none", ...SECOND };
  const { line: d } = outline(points.x, points.y, toX, toY, BOTTOM);
  const numbers = values.at.map((value) => {
    const at = { x: right + 12, y: toY(value) + 5, fill: INK2 };
    return words(tick(value, values.decimals), { ...at, "font-size": WORDS_PX });
  });
  const title = words(SHOWN[second].title, {
    ...{ x: right, y: top - 12, "text-anchor": "end", fill: INK2 },
    ...{ "font-size": WORDS_PX },
  });
  return {
    line: element("path", { d, class: "second", ...look }),
    axis: numbers.join("") + title,
  };
}

export function plot(shown: Shown, top: number): Plotted {
  const { scene, alerts, alarms } = shown;
  const { figure, second, span, zone, sheet } = scene;
  const right = rightOf(second);
  const { from, to } = span;
  const { sure, line, band } = courseOf(scene);
  const usual = usualIn(figure === "live_viewers" ? scene.usual : null, span);
  const { title, per } = SHOWN[figure];
  const values = valueTicks(highest([usual.band, sure, line, band]), SHOWN[figure]);
  const times = timeTicks(from, to, Math.floor((right - LEFT) / LABEL_PX), zone);
  const toX = (at: number): number =>
    LEFT + ((at - from) / (to - from)) * (right - LEFT);
  const toY = (value: number): number => BOTTOM - (value / values.top) * (BOTTOM - top);
  const drawn = ({ x, y }: Points): { line: string; area: string } =>
    outline(x, y, toX, toY, BOTTOM);

  const across = values.at.map((value) => {
    const y = toY(value);
    const line = { x1: LEFT, x2: right, y1: y, y2: y, stroke: value ? GRID : INK2 };
    const at = { x: LEFT - 12, y: y + 5, "text-anchor": "end", fill: INK2 };
    return (
      element("line", line) +
      words(tick(value, values.decimals), { ...at, "font-size": WORDS_PX })
    );
  });
  const along = times.at.map((moment, i) => {
    const x = toX(moment);
    const mark = { x1: x, x2: x, y1: BOTTOM, y2: BOTTOM + 6, stroke: INK2 };
    const at = { x, y: BOTTOM + 26, "text-anchor": "middle", fill: INK2 };
    return (
      element("line", mark) +
      words(times.labels[i] ?? "", { ...at, "font-size": WORDS_PX })
    );
  });
  const titles =
    words(title, { x: LEFT, y: top - 12, fill: INK2, "font-size": WORDS_PX }) +
    words(`Time, ${zoneText(zone, to)}`, {
      x: right,
      y: BOTTOM + 52,
      "text-anchor": "end",
      fill: INK2,
      "font-size": WORDS_PX,
    });

  const spans = alerts.flatMap((alert) => {
    const box = boxIn(alert, span);
    if (!box) return [];
    const x = LEFT + box.left * (right - LEFT);
    const width = Math.max(1, box.width * (right - LEFT));
    const look = { fill: WARM, "fill-opacity": 0.1, class: "alert" };
    return [element("rect", { x, y: top, width, height: BOTTOM - top, ...look })];
  });
  const poles = flagsIn(sheet, span)
    .filter(({ begins }) => begins)
    .map(({ left }) => {
      const x = LEFT + left * (right - LEFT);
      const look = { stroke: INK, "stroke-opacity": 0.45, class: "pole" };
      return element("line", { x1: x, x2: x, y1: top, y2: BOTTOM, ...look });
    });
  const limits = new Map<string, string>();
  for (const alarm of alarms) {
    const limit = alarm.above ?? alarm.below;
    if (alarm.figure !== figure || limit === null) continue;
    const y = toY(limit / per);
    if (y <= top || y >= BOTTOM) continue;
    const dash = { stroke: WARM, "stroke-width": 1.5, "stroke-dasharray": "6 5" };
    const said = `alert ${limitText(alarm)}`;
    // Whatever line it crosses, it is read.
    const halo = { stroke: "#fff", "stroke-width": 4, "paint-order": "stroke" };
    const at = { x: LEFT + 8, y: y - 6, fill: WARM, "font-size": LANE_PX, ...halo };
    limits.set(
      said,
      element("line", { x1: LEFT, x2: right, y1: y, y2: y, ...dash }) + words(said, at),
    );
  }

  const pinned = secondOf(shown, toX, top, values);
  const settled = drawn(sure);
  const next = drawn(line);
  const dashed = { "stroke-dasharray": "3 6", "stroke-linecap": "round" };
  const stroke = { fill: "none", stroke: ACCENT, "stroke-width": 3 };
  // Less where there is a band below it.
  const shaded = usual.band.x.length > 0 ? 0.04 : 0.12;
  const curves = [
    element("path", { d: drawn(usual.band).line, fill: BAND, "fill-opacity": 0.16 }),
    element("path", {
      ...{ d: settled.area, fill: ACCENT, "fill-opacity": shaded },
    }),
    element("path", { d: drawn(band).line, fill: ACCENT, "fill-opacity": 0.22 }),
    element("path", {
      ...{ d: drawn(usual.median).line, fill: "none", stroke: BAND },
      ...{ "stroke-width": 2, "stroke-dasharray": "8 6" },
    }),
    pinned.line,
    element("path", {
      ...{ d: settled.line, class: "settled", "stroke-linejoin": "round" },
      ...stroke,
    }),
    element("path", { d: next.line, class: "unsettled", ...stroke, ...dashed }),
  ].filter((path) => path !== "" && !path.includes(' d=""'));
  const area = { x: LEFT, y: top - 4, width: right - LEFT, height: BOTTOM - top + 6 };
  const clip = element("clipPath", { id: CLIP }, element("rect", area));
  const none = [...sure.x, ...line.x].some((at) => at >= from && at <= to)
    ? ""
    : words("No data in this window", {
        ...{ x: (LEFT + right) / 2, y: (top + BOTTOM) / 2, fill: INK2 },
        ...{ "text-anchor": "middle", "font-size": SPAN_PX },
      });
  return {
    svg: [
      clip,
      ...spans,
      ...across,
      ...along,
      titles,
      pinned.axis,
      ...poles,
      element("g", { "clip-path": `url(#${CLIP})` }, ...curves),
      ...limits.values(),
      none,
    ].join(""),
    has: {
      dashed: line.x.length > 0,
      usual: usual.band.x.length > 0,
      alerts: spans.length > 0,
    },
  };
}
