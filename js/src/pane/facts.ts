// What is shown follows from: facts that are put into words, and traits.

import type { PaneModel } from "../host/model";
import { type Arrivals, clock } from "../series/arrivals";
import type { Facts } from "../words/phrase";
import type { Zone } from "../words/zone";

/** Traits that show something; what the kernel sends besides is told by its arrival. */
export const SHOWN_BY = [
  "event",
  "estimates",
  "usual_band",
  "standing",
  "run_sheet",
  "alarms",
  "visible",
  "interval_s",
  "window_s",
  "window_end_s",
  "figure",
  "audience_shown",
  "table_shown",
  "export_window",
  "audience",
] as const;

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
