// An axis of bqplot's: its ticks drawn once, where bqplot draws them for the domain, for
// their moments and for their labels, each time through a transition.

import { onceATurn } from "./turn";

/** Let what is begun as a transition be done at once. */
function immediately(selection: any): void {
  const at_once = Object.create(selection, {
    duration: { value: () => at_once },
    transition: { value: () => at_once },
  });
  selection.transition = () => at_once;
}

/** Half of a label: nearer to an end of its axis it would reach beyond it. */
const HALF_PX = 16;

/** Keep the labels at both ends of a horizontal axis between them. */
function within(ticks: Iterable<Element>, length: number): void {
  for (const tick of ticks) {
    const at = Number.parseFloat(tick.getAttribute("transform")?.slice(10) ?? "");
    const anchor = at < HALF_PX ? "start" : at > length - HALF_PX ? "end" : "middle";
    tick.querySelector("text")?.setAttribute("text-anchor", anchor);
  }
}

/** Draw a view of an axis from now on; false where it is not as we know it. */
export function driveAxis(view: any): boolean {
  const { axis, axis_scale: scale, g_axisline: group, model } = view;
  const known =
    typeof view.redraw_axisline === "function" &&
    typeof view.update_scales === "function" &&
    typeof view.generate_tick_formatter === "function" &&
    typeof axis?.tickValues === "function" &&
    typeof axis?.tickFormat === "function" &&
    typeof scale?.scale?.domain === "function" &&
    typeof group?.transition === "function";
  if (!known) return false;
  immediately(group);
  let [before, place] = ["", ""];

  const redraw = onceATurn(() => {
    const ticks = Array.from<number>(model.get("tick_values") ?? []);
    view.update_scales();
    const range = scale.scale.range();
    const domain = `${scale.scale.domain().map(Number)}`;
    const now = JSON.stringify([range, ticks, model.get("tick_labels")]);
    if (now === before && domain === place) return;
    const across = !["left", "right"].includes(model.get("side"));
    const drawn = () => group.selectAll(".tick");
    if (now === before && across) {
      // The same ticks at other places, where d3 puts them: half a pixel on.
      const to = (tick: unknown) => `translate(${scale.scale(tick) + 0.5},0)`;
      drawn().attr("transform", to);
    } else {
      axis.tickValues(ticks).tickFormat(view.generate_tick_formatter());
      group.call(axis);
      drawn().classed("short", model.get("grid_lines") === "none");
    }
    if (across) within(drawn().nodes(), range[1]);
    [before, place] = [now, domain];
  });
  scale.off("domain_changed", view.redraw_axisline, view);
  scale.on("domain_changed", redraw, view);
  for (const what of ["tick_values", "tick_labels"]) {
    view.stopListening(model, `change:${what}`);
    view.listenTo(model, `change:${what}`, redraw);
  }
  redraw();
  return true;
}
