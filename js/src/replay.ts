// The controls of a replay: play and pause, the moment, the speed. A module of its own,
// which the pane of a replay loads.

import type { FromBrowser } from "./contract.gen";
import { observe, requestId } from "./host/model";
import type { Pane } from "./pane/pane";
import { choice } from "./parts/choice";
import { make, mark, symbol, write } from "./parts/dom";
import { line, Placed, place } from "./parts/placed";
import type { Item } from "./series/sheet";
import { type Flag, flagsIn } from "./stage/lanes";
import { duration } from "./words/format";

const SPEEDS = [1, 10, 30, 60, 120, 300, 600];
/** An arrow key moves the moment by this, seconds. */
const STEP_S = 10;

/** A triangle, and two bars. */
const SHAPE = { play: "M3 1.5v11l9-5.5z", pause: "M3 2h3v10H3zM8 2h3v10H8z" };

export interface Controls {
  refresh: () => void;
}

export type Replay = typeof replay;

/** Put the controls into an element; gives what has them show what is so now. */
export default function replay(
  pane: Pane,
  element: HTMLElement,
  signal: AbortSignal,
): Controls {
  const { model } = pane;
  const send = (message: FromBrowser): void => model.send(message);
  const { element: picture, path } = symbol();
  const button = make("button", { class: "wp-button wp-play", type: "button" });
  button.append(picture);
  const moment = make("span", { class: "wp-playtime" });
  const slider = make("input", {
    class: "wp-seek",
    type: "range",
    step: `${STEP_S}`,
    "aria-label": "Moment of the replay",
  });
  const speed = choice(
    SPEEDS,
    (value) => `${value}\u00d7`,
    (value) => send({ type: "speed", id: requestId(), speed: value }),
    signal,
  );
  const items = make("div", { class: "wp-seekticks", "aria-hidden": "true" });
  const [start, finish] = [make("span"), make("span")];
  const begun = new Placed<Flag<Item>>(items, line("wp-mtick"));
  mark(speed.element, "aria-label", "Speed of the replay");
  mark(speed.element, "title", "Recorded seconds per second");
  element.append(
    button,
    make(
      "div",
      { class: "wp-seekbox" },
      slider,
      items,
      make("div", { class: "wp-seekends" }, start, finish),
    ),
    moment,
    speed.element,
  );
  /** The moment under the hand, until the kernel has gone there. */
  let held: number | null = null;
  let dragging = false;

  const refresh = (): void => {
    const replay = model.get("replay");
    if (replay === null) return;
    for (const each of [button, slider, speed.element]) each.disabled = !pane.connected;
    const { first, last, position, playing } = replay;
    const does = playing ? "Pause the replay" : "Play the replay";
    mark(button, "aria-label", does);
    mark(button, "title", does);
    mark(path, "d", playing ? SHAPE.pause : SHAPE.play);
    // In whole steps from its beginning; the last one may reach beyond the end.
    const begin = Math.floor(first);
    const end = begin + Math.ceil((last - begin) / STEP_S) * STEP_S;
    mark(slider, "min", `${begin}`);
    mark(slider, "max", `${end}`);
    begun.show(
      flagsIn(pane.sheet, { from: begin, to: end }).filter(({ begins }) => begins),
      ({ of }) => `${of.from}`,
      (tick, { left }) => place(tick, left),
    );
    write(start, pane.zone.short(first, last));
    write(finish, pane.zone.minute(last));
    const at = Math.min(held ?? position, last);
    // A browser rounds to a step, which may be short of the end.
    slider.value = `${last - at < STEP_S / 2 ? end : at}`;
    const said = pane.zone.named(at);
    mark(slider, "aria-valuetext", said);
    mark(
      slider,
      "title",
      `${pane.zone.full(at)}, ${duration(at - first)} of ${duration(last - first)}`,
    );
    write(moment, said);
    mark(moment, "data-at", `${at}`);
    speed.show(replay.speed);
  };

  button.addEventListener(
    "click",
    () => {
      const playing = model.get("replay")?.playing === true;
      send({ type: playing ? "pause" : "play", id: requestId() });
    },
    { signal },
  );
  slider.addEventListener(
    "input",
    () => {
      dragging = true;
      held = Number(slider.value);
      refresh();
    },
    { signal },
  );
  slider.addEventListener(
    "change",
    () => {
      dragging = false;
      held = Number(slider.value);
      send({ type: "seek", id: requestId(), moment: held });
    },
    { signal },
  );
  observe(model, "replay", signal, () => {
    if (!dragging) held = null;
    refresh();
  });
  return { refresh };
}
