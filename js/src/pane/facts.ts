// What is shown follows from: facts that are put into words, and traits.

import type { FigureName } from "../contract.gen";
import type { PaneModel } from "../host/model";
import { type Arrivals, clock } from "../series/arrivals";
import type { Known } from "../series/shown";
import { LEFT_PX, rightPx, type Scene } from "../stage/scene";
import type { Facts } from "../words/phrase";
import type { Zone } from "../words/zone";
import type { ChartWindow } from "./chart-window";

/** Traits that show something; what the kernel sends besides is told by its arrival. */
export const SHOWN_BY = [
  "event",
  "estimates",
  "usual_band",
  "usual_ranges",
  "standing",
  "run_sheet",
  "alarms",
  "visible",
  "interval_s",
  "window_s",
  "window_end_s",
  "figure",
  "second",
  "audience_shown",
  "table_shown",
  "export_window",
  "audience",
] as const;

/** What is pinned, unless it is what the chart shows anyway. */
export function secondOf(model: PaneModel): FigureName | null {
  const pinned = model.get("second");
  return pinned === model.get("figure") ? null : pinned;
}

/** How much of the chart's width is beside what is plotted, pixels. */
export const besidePx = (model: PaneModel): number =>
  LEFT_PX + rightPx(secondOf(model));

/** What is known of how the feed is doing. */
export function factsOf(
  model: PaneModel,
  arrivals: Arrivals,
  zone: Zone,
  connected: boolean,
): Facts {
  const { store, heardAt, updatedAt, skew_s } = arrivals;
  return {
    status: model.get("status"),
    latest: model.get("latest"),
    replay: model.get("replay"),
    interval_s: model.get("interval_s"),
    cadence_s: store.cadence_s,
    zone,
    now: clock(),
    heardAt,
    updatedAt,
    newest: store.extent?.last ?? null,
    skew_s,
    connected,
    savedAt: model.restored ? model.get("history").at : null,
    page: model.page,
  };
}

/** What is to be drawn in views of these widths; null while there is nothing. */
export function sceneOf(
  known: Known,
  { span, scrollable, holding }: ChartWindow,
  model: PaneModel,
  zone: Zone,
  widths: number[],
): Scene | null {
  return (
    span && {
      ...known,
      span,
      usual: model.get("usual_band"),
      zone,
      narrow_px: Math.min(...widths),
      wide_px: Math.max(...widths),
      scroller: scrollable || holding,
      held: holding,
    }
  );
}
