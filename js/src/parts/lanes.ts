// The lanes of the chart: its run sheet, and its alerts.

import type { Marking } from "../marking";
import type { Pane } from "../pane/pane";
import { alertText, forms } from "../words/alarm";
import { shorter } from "../words/label";
import { itemText } from "../words/sheet";
import { type LanePart, lane } from "./lane";

export function lanes(
  pane: Pane,
  width_px: () => number,
  signal: AbortSignal,
): LanePart[] {
  return [
    lane(
      pane,
      {
        name: "flags",
        label: "Run sheet",
        things: () => pane.sheet,
        runs: () => {
          const now = pane.running?.from;
          return ({ from }) => from === now;
        },
        forms: ({ title }) => shorter(title),
        said: (item, runs) => itemText(item, runs, pane.zone),
        bold: (runs) => runs,
        remove: ({ from }) =>
          pane.marking.use<Marking>((marking) => marking?.unmark(pane, from), ""),
      },
      width_px,
      signal,
    ),
    lane(
      pane,
      {
        name: "alerts",
        label: "Alerts",
        things: () => pane.alerts,
        runs: () => {
          const { moment } = pane;
          return ({ on }) => on && moment !== null;
        },
        forms,
        said: (alert, runs) => alertText(alert, runs, pane.zone),
        bold: () => true,
      },
      width_px,
      signal,
    ),
  ];
}
