// A picture of the chart as it stands, as an SVG that needs nothing else.

import { SHOWN } from "../words/figures";
import { lanes } from "./lanes";
import {
  ACCENT,
  BAND,
  EDGE,
  FONT,
  HEIGHT,
  INK,
  INK2,
  LEFT,
  RIGHT,
  SECOND,
  SPAN_PX,
  TITLE_PX,
  WARM,
  WIDTH,
  WORDS_PX,
} from "./look";
import { element, escaped, words } from "./markup";
import { cut, measuring } from "./measure";
import { type Plotted, plot } from "./plot";
import { rangeSaid, settledSaid, spanSaid, unsettledSaid } from "./said";
import type { Shown } from "./shown";

const SWATCH_PX = 28;
const HEAD = { title: 66, span: 98, legend: 130, lanes: 146 };

interface Entry {
  label: string;
  swatch: (x: number, y: number) => string;
}

const stroke = (look: object) => (x: number, y: number) =>
  element("line", {
    ...{ x1: x, x2: x + SWATCH_PX, y1: y, y2: y, "stroke-linecap": "round" },
    ...look,
  });
const patch = (fill: string, opacity: number) => (x: number, y: number) =>
  element("rect", {
    ...{ x, y: y - 7, width: SWATCH_PX, height: 14, fill, "fill-opacity": opacity },
  });

/** What there is in the picture, and how it is drawn. */
function entries(shown: Shown, has: Plotted["has"]): Entry[] {
  const line = { stroke: ACCENT, "stroke-width": 3 };
  const found: Entry[] = [
    { label: SHOWN[shown.scene.figure].title, swatch: stroke(line) },
  ];
  const { second } = shown.scene;
  if (second !== null)
    found.push({
      label: `${SHOWN[second].title} (right axis)`,
      swatch: stroke(SECOND),
    });
  const unsettled = unsettledSaid(shown.scene);
  if (has.dashed && unsettled)
    found.push({
      label: unsettled,
      swatch: stroke({ ...line, "stroke-dasharray": "3 6" }),
    });
  if (has.usual) {
    const { earlier } = shown;
    const of = earlier === 1 ? "an earlier event" : `${earlier} earlier events`;
    const median = stroke({
      ...{ stroke: BAND, "stroke-width": 2, "stroke-dasharray": "8 6" },
    });
    const band = patch(BAND, 0.16);
    found.push({
      label: `usual: lowest, median and highest of ${of}`,
      swatch: (x, y) => band(x, y) + median(x, y),
    });
  }
  if (has.alerts) found.push({ label: "alert", swatch: patch(WARM, 0.18) });
  return found;
}

/** The picture of what is shown. */
export function compose(shown: Shown): string {
  const measure = measuring();
  const room = RIGHT - EDGE;
  const name = cut(shown.name, room, (text) => measure(text, TITLE_PX, 600));
  const said = spanSaid(shown);
  const above = lanes(shown, HEAD.lanes, measure);
  const { svg, has } = plot(shown, HEAD.lanes + above.height + 34);
  let x = EDGE;
  const legend = entries(shown, has).map(({ label, swatch }) => {
    const y = HEAD.legend - 5;
    const at = { x: x + SWATCH_PX + 8, y: HEAD.legend, fill: INK2 };
    const drawn = swatch(x, y) + words(label, { ...at, "font-size": WORDS_PX });
    x += SWATCH_PX + 8 + measure(label, WORDS_PX) + 28;
    return drawn;
  });
  const foot = { y: HEIGHT - 24, fill: INK2, "font-size": WORDS_PX };
  return element(
    "svg",
    {
      ...{ xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${WIDTH} ${HEIGHT}` },
      ...{ width: WIDTH, height: HEIGHT, "font-family": FONT, role: "img" },
      "aria-label": `${shown.name}: ${said}`,
    },
    element("title", {}, escaped(`${shown.name}: ${said}`)),
    element("rect", { width: WIDTH, height: HEIGHT, fill: "#fff" }),
    words(name, {
      ...{ x: EDGE, y: HEAD.title, fill: INK },
      ...{ "font-size": TITLE_PX, "font-weight": 600 },
    }),
    words(said, { x: EDGE, y: HEAD.span, fill: INK2, "font-size": SPAN_PX }),
    ...legend,
    above.svg,
    svg,
    words(rangeSaid(shown), { x: LEFT, ...foot }),
    words(settledSaid(shown), { x: RIGHT, "text-anchor": "end", ...foot }),
  );
}
