// The configuration view: what is shown while the analytics are hidden.

import { WHOLE_S } from "../contract.gen";
import { requestId } from "../host/model";
import type { Pane } from "../pane/pane";
import { duration } from "../words/format";
import { knowsZone, zoneNames } from "../words/zone";
import { choice } from "./choice";
import { make, mark, show, write } from "./dom";
import { exporting } from "./exporting";
import type { Part } from "./part";
import { lengths } from "./presets";

const INTERVALS_S = [5, 10, 30, 60];
/** In slots: 10 min, 30 min, 1 h and 2 h of the vendor's. */
const WINDOWS = [60, 180, 360, 720];

/** Unlike any other in the page: the host loads this file once for each pane. */
const newId = (): string => `wp-${requestId()}`;

type Field = HTMLSelectElement | HTMLInputElement;

/** A labelled row of the form. */
function row(label: string, field: HTMLElement, ...more: HTMLElement[]): HTMLElement[] {
  const id = newId();
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
  const id = newId();
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
  // No change is told by a browser while its list of names is open.
  input.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      take();
    },
    { signal },
  );
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
    lengths(WINDOWS, pane.store.cadence_s),
    (value) => (value >= WHOLE_S ? "Whole event" : duration(value)),
    (value) => pane.save({ window_s: value, window_end_s: null }),
    signal,
  );
  const zone = zoneField(pane, signal);
  const told = make("span", { class: "wp-told", role: "status" });
  const files = exporting(pane, signal);
  const element = make("div", { class: "wp-config" });
  const polling = row("Poll every", interval.element);
  const saving = row("Analytics", files.element, told);
  for (const each of saving) show(each, !pane.model.page);
  element.append(
    ...row("Event", event),
    ...polling,
    ...row("Chart window", window_.element),
    ...row("Time zone", zone.input, zone.list, zone.error),
    ...saving,
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
      const polls = model.get("replay") === null && !model.page;
      for (const each of polling) show(each, polls);
      window_.show(Math.min(model.get("window_s"), WHOLE_S));
      zone.show(model.get("time_zone"));
      files.refresh();
      write(told, pane.exporting.sentence);
    },
  };
}
