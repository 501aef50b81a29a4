// What a screen reader hears: a change of state, an alert and what begins at once, the
// attendees now and then.

import { count } from "./format";

const QUIET_S = 60;

export class Announcer {
  #state = "";
  #alarm = "";
  #item = "";
  #attendees: number | null = null;
  #saidAt = Number.NEGATIVE_INFINITY;

  /** The sentence to speak now; null when there is nothing new to say. */
  next(
    state: string,
    attendees: number | null,
    now: number,
    counted = "attendees now",
    alarm = "",
    item = "",
  ): string | null {
    const turned = state !== this.#state;
    const alarmed = alarm !== this.#alarm && alarm !== "";
    this.#alarm = alarm;
    const begun = item !== this.#item && item !== "";
    this.#item = item;
    const moved = attendees !== this.#attendees && now - this.#saidAt >= QUIET_S;
    if (!turned && !moved && !alarmed && !begun) return null;
    this.#state = state;
    this.#attendees = attendees;
    this.#saidAt = now;
    const people = attendees === null ? "" : `${count(attendees)} ${counted}`;
    const told = [turned ? state : "", people].filter(Boolean).join(", ");
    const runs = begun ? `Now: ${item}.` : "";
    return [alarmed ? alarm : "", runs, told].filter(Boolean).join(" ");
  }
}
