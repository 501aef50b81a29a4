// The header: the toggle, which event, how the feed is doing, and the counter.

import type { Pane } from "../pane/pane";
import { changeS, changeText } from "../words/chart";
import { count, duration } from "../words/format";
import { itemText, whenText } from "../words/sheet";
import { aboutNow } from "./about-now";
import { icon, make, mark, show, write } from "./dom";
import { fullScreen } from "./full";
import type { Part } from "./part";
import { standing } from "./usual";

export function header(pane: Pane, signal: AbortSignal): Part {
  const toggle = make("button", {
    class: "wp-toggle",
    type: "button",
    "aria-keyshortcuts": "Alt+A",
  });
  toggle.append(icon());
  toggle.addEventListener("click", () => pane.toggle(), { signal });

  const name = make("b");
  const lead = make("span", { class: "wp-lead" });
  const moment = make("span", { class: "wp-moment" });
  const [lead_in, since] = [make("span"), make("span")];
  const item = make("bdi");
  const running = make("span", { class: "wp-running" }, lead_in, item, since);
  const subtitle = make("span", { class: "wp-subtitle" }, lead, moment, running);
  const chip = make("span", { class: "wp-chip" });
  const number = make("b", { class: "wp-count" });
  const unit = make("span");
  const counter = make("div", { class: "wp-counter" }, number, unit);
  const change = make("b");
  const within = make("span");
  const changed = make("div", { class: "wp-change" }, change, within);
  const about = aboutNow(pane);
  const stands = standing(pane);
  const element = make(
    "header",
    { class: "wp-header" },
    toggle,
    fullScreen(signal),
    make("div", { class: "wp-title" }, name, subtitle, stands.element),
    chip,
    changed,
    about.element,
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
      write(lead, `${words.lead}, `);
      write(moment, words.subtitle);
      const runs = pane.running;
      show(running, runs !== undefined);
      write(lead_in, runs ? "; " : "");
      write(item, runs?.title ?? "");
      write(since, runs ? ` ${whenText(runs, true, zone)}` : "");
      mark(running, "title", runs ? itemText(runs, true, zone) : null);
      write(chip, words.chip);
      mark(chip, "data-tone", words.tone);

      const { live_viewers, at } = model.get("latest");
      write(number, count(live_viewers));
      mark(number, "data-value", live_viewers === null ? null : `${live_viewers}`);
      mark(number, "data-slot", at === null ? null : `${at}`);
      write(unit, words.counted);
      about.refresh();
      stands.refresh();
      const moved = words.outdated ? "" : changeText(pane.store, at);
      show(changed, moved !== "");
      write(change, moved);
      write(within, `in ${duration(changeS(pane.store))}`);
      mark(
        counter,
        "title",
        live_viewers === null || at === null
          ? "Not known yet: no settled slot was received."
          : `Attendees at ${zone.full(at)}, without DVR viewers`,
      );
    },
  };
}
