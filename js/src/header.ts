// The header: the toggle, which event, how the feed is doing, and the counter.

import { icon, make, mark, write } from "./dom";
import { count } from "./format";
import type { Pane } from "./pane";
import type { Part } from "./view";

export function header(pane: Pane, signal: AbortSignal): Part {
  const toggle = make("button", {
    class: "wp-toggle",
    type: "button",
    "aria-keyshortcuts": "Alt+A",
  });
  toggle.append(icon());
  toggle.addEventListener("click", () => pane.toggle(), { signal });

  const name = make("b");
  const lead = make("span", { class: "wp-lead" }, "Live analytics, ");
  const moment = make("span", { class: "wp-moment" });
  const subtitle = make("span", { class: "wp-subtitle" }, lead, moment);
  const chip = make("span", { class: "wp-chip" });
  const number = make("b", { class: "wp-count" });
  const unit = make("span");
  const counter = make("div", { class: "wp-counter" }, number, unit);
  const element = make(
    "header",
    { class: "wp-header" },
    toggle,
    make("div", { class: "wp-title" }, name, subtitle),
    chip,
    counter,
  );

  return {
    element,
    refresh() {
      const { model, words, zone } = pane;
      const title = `${model.get("visible") ? "Hide" : "Show"} analytics (Alt+A)`;
      mark(toggle, "title", title);
      mark(toggle, "aria-label", title);
      mark(toggle, "aria-pressed", `${model.get("visible")}`);
      const event = model.get("event");
      write(name, event.name || event.id);
      mark(name, "title", event.name || event.id);
      write(moment, words.subtitle);
      write(chip, words.chip);
      mark(chip, "data-tone", words.tone);

      const { attendees, attendees_at } = model.get("latest");
      write(number, count(attendees));
      mark(number, "data-value", attendees === null ? null : `${attendees}`);
      mark(number, "data-slot", attendees_at === null ? null : `${attendees_at}`);
      write(unit, words.counted);
      mark(
        counter,
        "title",
        attendees === null || attendees_at === null
          ? "Not known yet: no settled slot was received."
          : `Attendees at ${zone.full(attendees_at)}, without DVR viewers`,
      );
    },
  };
}
