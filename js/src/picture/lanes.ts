// The lanes above the plotted area: what the run sheet says, and which alerts were on.

import type { Span } from "../series/window";
import { flagsIn } from "../stage/lanes";
import { forms } from "../words/alarm";
import { fitting, shorter } from "../words/label";
import { INK, LANE_PX, LEFT, rightOf, WARM } from "./look";
import { oneLine, words } from "./markup";
import type { Measure } from "./measure";
import type { Shown } from "./shown";

export const LANE_HEIGHT = 24;
const GAP_PX = 8;

function lane<T extends Span>(
  all: readonly T[],
  of: (thing: T) => readonly string[],
  { scene }: Shown,
  look: { y: number; fill: string },
  measure: Measure,
): string {
  const wide = rightOf(scene.second) - LEFT;
  return flagsIn(all, scene.span)
    .map(({ of: thing, left, room }) => {
      const width = room * wide - GAP_PX;
      const label = fitting(of(thing), width, (text) => measure(text, LANE_PX, 600));
      const x = LEFT + left * wide + 2;
      const font = { "font-size": LANE_PX, "font-weight": 600 };
      return label === "" ? "" : words(label, { x, ...look, ...font });
    })
    .join("");
}

/** The lanes from `y` down, and how high they are. */
export function lanes(
  shown: Shown,
  y: number,
  measure: Measure,
): { svg: string; height: number } {
  const { scene, alerts } = shown;
  const rows: string[] = [];
  const at = (fill: string) => ({ y: y + LANE_HEIGHT * (rows.length + 0.7), fill });
  if (scene.sheet.length > 0)
    rows.push(
      lane(
        scene.sheet,
        ({ title }) => shorter(oneLine(title)),
        shown,
        at(INK),
        measure,
      ),
    );
  if (alerts.length > 0)
    rows.push(
      lane(alerts, (alert) => forms(alert).map(oneLine), shown, at(WARM), measure),
    );
  return { svg: rows.join(""), height: LANE_HEIGHT * rows.length };
}
