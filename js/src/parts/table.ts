// The slots of the window as a table, in the chart's place: of many, those alone are in
// the page that are on the screen.

import type { Pane } from "../pane/pane";
import { spanText } from "../words/chart";
import { count } from "../words/format";
import { COLUMNS, type Row, rowOf } from "../words/table";
import { make, mark, write } from "./dom";
import type { Part } from "./part";

/** How high a row is, as the style has it, pixels. */
const ROW_PX = 24;
/** So many more are there on either side: the keys find them before they are drawn. */
const MORE = 8;

/** The slots in the window: the index of the first, and how many. */
function slotsIn(pane: Pane): [number, number] {
  const { span } = pane.window;
  if (!span) return [0, 0];
  const first = pane.store.lowerBound(span.from);
  return [first, pane.store.lowerBound(span.to + 1) - first];
}

/** "180 slots, 15:36 to 16:06" */
export function listed(pane: Pane): string {
  const { span } = pane.window;
  const [, slots] = slotsIn(pane);
  const said = slots === 1 ? "1 slot" : `${count(slots)} slots`;
  return span ? `${said}, ${spanText(span, pane.zone)}` : "No slots yet";
}

function rowElement({ cells, tone }: Row, number: number): HTMLTableRowElement {
  const row = make("tr", { "aria-rowindex": `${number + 2}` });
  if (tone) mark(row, "data-tone", tone);
  const [moment = "", ...others] = cells;
  row.append(make("th", { scope: "row" }, moment));
  for (const each of others) row.append(make("td", {}, each));
  return row;
}

export function table(pane: Pane, signal: AbortSignal): Part {
  const turn = make("button", { type: "button" }, "Slot");
  const zone = make("small");
  const moment = make("th", { scope: "col", "aria-sort": "descending" }, turn, zone);
  const heads = COLUMNS.map(({ label, unit }) =>
    make("th", { scope: "col" }, label, make("small", {}, unit)),
  );
  const above = make("tr", { "aria-hidden": "true" });
  const below = make("tr", { "aria-hidden": "true" });
  const body = make("tbody");
  const grid = make(
    "table",
    {},
    make("thead", {}, make("tr", { "aria-rowindex": "1" }, moment, ...heads)),
    body,
  );
  const element = make(
    "div",
    { class: "wp-table", role: "region", tabindex: "0", "aria-label": "Visible slots" },
    grid,
  );
  let newestFirst = true;
  /** The slot at the top and its place, once the table was scrolled away from its own. */
  let held: { slot: number; place: number } | null = null;
  let written = "";

  const at = (place: number): number => {
    const [first, slots] = slotsIn(pane);
    return newestFirst ? first + slots - 1 - place : first + place;
  };
  /** Keep the rows under the eye where they are while others come above them. */
  const stay = (): void => {
    if (held === null) return;
    const [first, slots] = slotsIn(pane);
    const index = pane.store.lowerBound(held.slot);
    const place = Math.max(0, newestFirst ? first + slots - 1 - index : index - first);
    // Nothing is written where nothing moved: it would end a scroll that is under way.
    if (place === held.place) return;
    element.scrollTop += (place - held.place) * ROW_PX;
    held.place = place;
  };
  const draw = (): void => {
    const [, slots] = slotsIn(pane);
    const top = Math.floor(element.scrollTop / ROW_PX);
    const begin = Math.max(0, Math.min(top, slots) - MORE);
    const shown = Math.ceil(element.clientHeight / ROW_PX) + 2 * MORE;
    const end = Math.min(slots, begin + shown);
    const { known } = pane;
    const rows = Array.from({ length: end - begin }, (_, i) =>
      rowOf(known, at(begin + i), pane.zone),
    );
    const now = JSON.stringify([begin, slots, rows]);
    if (now === written) return;
    written = now;
    above.style.height = `${begin * ROW_PX}px`;
    below.style.height = `${(slots - end) * ROW_PX}px`;
    mark(grid, "aria-rowcount", `${slots + 1}`);
    const elements = rows.map((row, i) => rowElement(row, begin + i));
    body.replaceChildren(above, ...elements, below);
  };
  element.addEventListener(
    "scroll",
    () => {
      const place = Math.floor(element.scrollTop / ROW_PX);
      const slot = place === 0 ? undefined : pane.store.start[at(place)];
      held = slot === undefined ? null : { slot, place };
      draw();
    },
    { signal },
  );
  turn.addEventListener(
    "click",
    () => {
      newestFirst = !newestFirst;
      held = null;
      element.scrollTop = 0;
      pane.changed();
    },
    { signal },
  );
  return {
    element,
    refresh() {
      if (!pane.model.get("table_shown")) return;
      const order = newestFirst ? "newest" : "oldest";
      mark(moment, "aria-sort", newestFirst ? "descending" : "ascending");
      mark(turn, "title", `Sorted by time, ${order} first`);
      write(zone, pane.zone.abbreviation(pane.window.span?.to ?? 0));
      stay();
      draw();
    },
  };
}
