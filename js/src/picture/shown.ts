// What a picture is of: all that the pane shows in its chart at one moment.

import type { Alarm } from "../contract.gen";
import type { Pane } from "../pane/pane";
import type { Alert } from "../series/alerts";
import type { Scene } from "../stage/scene";
import { LEFT, rightOf } from "./look";

export interface Shown {
  /** What the event is called, and by which letters its files are. */
  name: string;
  id: string;
  scene: Scene;
  alerts: readonly Alert[];
  alarms: readonly Alarm[];
  /** How many earlier events are behind what is usual. */
  earlier: number;
}

/** What a pane shows now; null while nothing was received. */
export function shownBy(pane: Pane): Shown | null {
  const { model, window, known, zone } = pane;
  const { span } = window;
  if (span === null) return null;
  const { id, name } = model.get("event");
  const usual = model.get("usual_band");
  const wide = rightOf(known.second) - LEFT;
  return {
    name: name || id,
    id,
    scene: {
      ...known,
      span,
      usual,
      zone,
      narrow_px: wide,
      wide_px: wide,
      scroller: false,
      held: false,
    },
    alerts: pane.alerts,
    alarms: model.get("alarms"),
    earlier: usual?.events ?? 0,
  };
}
