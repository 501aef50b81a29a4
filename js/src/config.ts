// The configuration view: what is shown while the analytics are hidden.

import { choice } from "./choice";
import { WHOLE_S } from "./contract.gen";
import { make, mark, write } from "./dom";
import { FORMATS } from "./footer";
import { duration } from "./format";
import type { Pane } from "./pane";
import type { Part } from "./view";
import { knowsZone, zoneNames } from "./zone";

const INTERVALS_S = [5, 10, 30, 60];
const WINDOWS_S = [600, 1800, 3600, 7200, WHOLE_S];

let fields = 0;

type Field = HTMLSelectElement | HTMLInputElement;

/** A labelled row of the form. */
function row(label: string, field: HTMLElement, ...more: HTMLElement[]): HTMLElement[] {
  const id = `wp-field-${++fields}`;
  const labelled =
    field instanceof HTMLSelectElement || field instanceof HTMLInputElement;
  if (labelled) field.id = id;
  const name = labelled
    ? make("label", { for: id }, label)
    : make("span", { class: "wp-label" }, label);
  return [name, make("div", { class: "wp-field" }, field, ...more)];
}

interface ZoneField {
  input: HTMLInputElement;
  list: HTMLDataListElement;
  error: HTMLElement;
  show: (name: string) => void;
}

function zoneField(pane: Pane, signal: AbortSignal): ZoneField {
  const id = `wp-zones-${++fields}`;
  const error = make("div", { class: "wp-error", id: `${id}-error`, role: "alert" });
  const input = make("input", {
    class: "wp-in",
    list: id,
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": error.id,
  });
  const list = make("datalist", { id });
  let shown = "";
  // Some four hundred names: made when they are first needed.
  const fill = (): void => {
    if (list.childElementCount === 0)
      list.append(...zoneNames().map((name) => make("option", { value: name })));
  };
  const take = (): void => {
    const name = input.value.trim();
    const known = knowsZone(name);
    mark(input, "aria-invalid", known ? null : "true");
    write(
      error,
      known ? "" : `"${name}" is not a time zone; write one like UTC or Europe/Berlin.`,
    );
    if (known) pane.save({ time_zone: name });
  };
  input.addEventListener("focus", fill, { signal });
  input.addEventListener("change", take, { signal });
  return {
    input,
    list,
    error,
    show(name) {
      if (name === shown) return;
      shown = name;
      input.value = name;
      mark(input, "aria-invalid", null);
      write(error, "");
    },
  };
}

export function config(pane: Pane, signal: AbortSignal): Part {
  const event = make("span", { class: "wp-event" });
  const interval = choice(
    INTERVALS_S,
    duration,
    (value) => pane.save({ interval_s: value }),
    signal,
  );
  const window_ = choice(
    WINDOWS_S,
    (value) => (value >= WHOLE_S ? "Whole event" : duration(value)),
    (value) => pane.save({ window_s: value, window_end_s: null }),
    signal,
  );
  const zone = zoneField(pane, signal);
  const told = make("span", { class: "wp-told", role: "status" });
  const buttons = FORMATS.map(([format, label], index) => {
    const look = index === 0 ? "wp-button wp-primary" : "wp-button";
    const button = make("button", { class: look, type: "button" }, label);
    mark(button, "data-format", format);
    mark(button, "aria-label", `Export as ${label}`);
    button.addEventListener("click", () => pane.exporting.ask(format), { signal });
    return button;
  });
  const element = make("div", { class: "wp-config" });
  const polling = row("Poll every", interval.element);
  element.append(
    ...row("Event", event),
    ...polling,
    ...row("Chart window", window_.element),
    ...row("Time zone", zone.input, zone.list, zone.error),
    ...row("Export", make("div", { class: "wp-buttons" }, ...buttons), told),
  );
  const named: [Field, string][] = [
    [interval.element, "interval_s"],
    [window_.element, "window_s"],
    [zone.input, "time_zone"],
  ];
  for (const [field, name] of named) field.name = name;
  return {
    element,
    refresh() {
      const { model } = pane;
      write(event, model.get("event").id);
      interval.show(model.get("interval_s"));
      for (const each of polling) each.hidden = model.get("replay") !== null;
      window_.show(Math.min(model.get("window_s"), WHOLE_S));
      zone.show(model.get("time_zone"));
      write(told, pane.exporting.sentence);
    },
  };
}
