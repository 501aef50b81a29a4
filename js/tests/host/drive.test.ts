import { describe, expect, it, vi } from "vitest";
import { drive } from "../../src/host/drive";
import { driveAxis } from "../../src/host/drive-axis";
import { driveBrush } from "../../src/host/drive-brush";
import { driveLines, setPoints } from "../../src/host/drive-lines";

type Fn = (...args: unknown[]) => void;

/** What Backbone gives models and views, in as far as bqplot's views use it. */
class Events {
  readonly heard: [unknown, string, Fn][] = [];
  on(event: string, fn: Fn, context?: unknown): void {
    this.heard.push([context, event, fn]);
  }
  off(event: string, fn: Fn, context: unknown): void {
    const kept = this.heard.filter(
      (each) => !(each[0] === context && each[1] === event && each[2] === fn),
    );
    this.heard.splice(0, this.heard.length, ...kept);
  }
  trigger(event: string): void {
    for (const [, name, fn] of [...this.heard]) if (name === event) fn();
  }
  listenTo(model: Events, event: string, fn: Fn): void {
    model.on(event, fn, this);
  }
  stopListening(model: Events, event: string): void {
    for (const [context, name, fn] of [...model.heard])
      if (context === this && name === event) model.off(event, fn, this);
  }
}

class Model extends Events {
  readonly update_data = vi.fn();
  constructor(readonly values: Record<string, unknown>) {
    super();
  }
  get attributes(): Record<string, unknown> {
    return this.values;
  }
  readonly set = vi.fn<(values: object, options: object) => void>();
  get(key: string): unknown {
    return this.values[key];
  }
}

const scale = (domain: [number, number], range: [number, number]) => ({
  scale: Object.assign((value: number) => value, {
    domain: () => domain,
    range: () => range,
  }),
});

function lines() {
  const model = new Model({ labels: ["settled"], x: [], y: [] });
  const el = document.createElementNS("http://www.w3.org/2000/svg", "g");
  const view = {
    el,
    model,
    scales: { x: scale([0, 100], [0, 50]), y: scale([0, 10], [20, 0]) },
    parent: { plotareaHeight: 20 },
    draw: vi.fn(() => {
      el.innerHTML = `<g class="curve"><path class="line"/><path class="area"/></g>`;
    }),
    update_line_xy: vi.fn(),
  };
  const d = (part: string) => el.querySelector(`.curve > .${part}`)?.getAttribute("d");
  return { model, view, d };
}

describe("a line", () => {
  it("is written once a turn, without bqplot", async () => {
    const { model, view, d } = lines();
    const { draw, update_line_xy } = view;
    expect(driveLines(view)).toBe(true);
    expect(view.el.classList.contains("wp-settled")).toBe(true);
    Object.assign(model.values, { x: [0, 100], y: [0, 10] });
    view.update_line_xy();
    view.draw();
    await Promise.resolve();
    expect(d("line")).toBe("M0,20L50,0");
    expect(d("area")).toBe("M0,20L50,0L50,20L0,20Z");
    expect(draw).toHaveBeenCalledTimes(1);
    expect(update_line_xy).not.toHaveBeenCalled();
    const written = vi.spyOn(Element.prototype, "setAttribute");
    view.draw();
    await Promise.resolve();
    expect(written).not.toHaveBeenCalled();
    Object.assign(model.values, { x: [], y: [] });
    view.draw();
    await Promise.resolve();
    expect(d("line")).toBe("");
  });

  it("is left to bqplot where it is not as we know it", () => {
    const { model, view } = lines();
    const { draw } = view;
    let value = 0;
    const compared = () => {
      model.set.mockClear();
      setPoints(model, [++value], [value]);
      return model.set.mock.calls.length === 1;
    };
    expect(compared()).toBe(true);
    expect(driveLines(lines().view)).toBe(true);
    expect(driveLines({ ...view })).toBe(true);
    expect(compared()).toBe(false);
    expect(model.values).toMatchObject({ x: [value], y: [value] });
    expect(driveLines({ ...view, scales: {} })).toBe(false);
    expect(compared()).toBe(true);
    expect(driveLines({ ...view, update_line_xy: undefined })).toBe(false);
    expect(view.draw).toBe(draw);
  });
});

function axis() {
  const model = new Model({ tick_values: null, tick_labels: {}, grid_lines: "none" });
  const redraw = vi.fn();
  const held = Object.assign(new Events(), scale([0, 1], [0, 100]));
  const made = { tickValues: vi.fn(), tickFormat: vi.fn() };
  made.tickValues.mockReturnValue(made);
  const ticks = [3, 50, 97].map((at) => {
    const tick = document.createElement("div");
    Object.assign(tick, { at });
    tick.setAttribute("transform", `translate(${at},0)`);
    tick.append(document.createElement("text"));
    return tick;
  });
  const group = {
    nodes: () => ticks,
    attr: (name: string, say: (at: unknown) => string) => {
      for (const tick of ticks)
        tick.setAttribute(name, say((tick as unknown as { at: number }).at));
    },
    call: vi.fn(),
    classed: vi.fn(),
    transition: vi.fn(),
    selectAll: () => group,
  };
  const view = Object.assign(new Events(), {
    axis: made,
    axis_scale: held,
    g_axisline: group,
    model,
    redraw_axisline: redraw,
    update_scales: vi.fn(),
    generate_tick_formatter: () => String,
  });
  held.on("domain_changed", redraw, view);
  view.listenTo(model, "change:tick_values", redraw);
  return { view, model, held, made, group, redraw, ticks };
}

describe("an axis", () => {
  it("is drawn once for its domain, its ticks and its labels, and not again", async () => {
    const { view, model, held, made, group, redraw, ticks } = axis();
    const { transition } = group;
    expect(driveAxis(view)).toBe(true);
    await Promise.resolve();
    group.call.mockClear();
    model.values["tick_values"] = Float64Array.of(1, 2);
    held.trigger("domain_changed");
    model.trigger("change:tick_values");
    model.trigger("change:tick_labels");
    await Promise.resolve();
    expect(made.tickValues).toHaveBeenLastCalledWith([1, 2]);
    expect(group.call).toHaveBeenCalledTimes(1);
    expect(group.classed).toHaveBeenLastCalledWith("short", true);
    const anchors = ticks.map((tick) =>
      tick.firstElementChild?.getAttribute("text-anchor"),
    );
    expect(anchors).toEqual(["start", "middle", "end"]);
    held.trigger("domain_changed");
    await Promise.resolve();
    expect(group.call).toHaveBeenCalledTimes(1);
    expect(redraw).not.toHaveBeenCalled();
    // What bqplot itself begins as a transition is done at once.
    const at_once = (group.transition as Fn as () => Record<string, Fn>)();
    expect(at_once["duration"]?.(9)).toBe(at_once);
    expect(transition).not.toHaveBeenCalled();
  });

  it("moves its ticks where they alone are at other places", async () => {
    const { view, model, held, group, ticks } = axis();
    let by = 0;
    held.scale = Object.assign((at: number) => at + by, {
      domain: (): [number, number] => [by, 100 + by],
      range: (): [number, number] => [0, 100],
    });
    driveAxis(view);
    await Promise.resolve();
    group.call.mockClear();
    by = -40;
    held.trigger("domain_changed");
    await Promise.resolve();
    expect(group.call).not.toHaveBeenCalled();
    const places = ticks.map((tick) => tick.getAttribute("transform"));
    const said = [-36.5, 10.5, 57.5].map((at) => `translate(${at},0)`);
    expect(places).toEqual(said);
    const anchors = ticks.map((tick) =>
      tick.firstElementChild?.getAttribute("text-anchor"),
    );
    expect(anchors).toEqual(["start", "start", "middle"]);
    // Others are drawn.
    model.values["tick_values"] = Float64Array.of(1, 2);
    model.trigger("change:tick_values");
    await Promise.resolve();
    expect(group.call).toHaveBeenCalledTimes(1);
  });

  it("is left to bqplot where it is not as we know it", () => {
    const { view, held, redraw } = axis();
    Object.assign(view, { generate_tick_formatter: undefined });
    expect(driveAxis(view)).toBe(false);
    held.trigger("domain_changed");
    expect(redraw).toHaveBeenCalledTimes(1);
  });
});

function brush() {
  const model = new Model({ selected: null });
  const sync = vi.fn();
  const view = Object.assign(new Events(), {
    model,
    syncModelToBrush: sync,
    scale: { scale: (value: number) => value / 10 },
    brush: { move: vi.fn() },
    brushing: false,
    ignoreBrushEvents: false,
    d3el: {},
    width: 100,
    height: 10,
  });
  return { view, model, sync };
}

describe("a brush", () => {
  it("is moved once a turn, and only where it is not there already", async () => {
    const { view, model, sync } = brush();
    expect(driveBrush(view)).toBe(true);
    const turn = async () => {
      view.syncModelToBrush();
      view.syncModelToBrush();
      await Promise.resolve();
    };
    await turn();
    expect(view.brush.move).not.toHaveBeenCalled();
    model.values["selected"] = Float64Array.of(10, 20);
    await turn();
    // The first time, and with each new size, its ground is made too.
    expect(sync).toHaveBeenCalledTimes(1);
    model.values["selected"] = Float64Array.of(10, 30);
    await turn();
    await turn();
    expect(view.brush.move).toHaveBeenCalledTimes(1);
    expect(view.brush.move).toHaveBeenLastCalledWith(view.d3el, [1, 3]);
    // The hand took it elsewhere, and it goes back.
    model.trigger("change:brushing");
    view.brushing = true;
    await turn();
    expect(view.brush.move).toHaveBeenCalledTimes(1);
    view.brushing = false;
    await turn();
    expect(view.brush.move).toHaveBeenCalledTimes(2);
    expect(view.ignoreBrushEvents).toBe(false);
    view.width = 50;
    await turn();
    expect(sync).toHaveBeenCalledTimes(2);
  });

  it("is left to bqplot where it is not as we know it", () => {
    const { view, sync } = brush();
    expect(driveBrush({ ...view, brush: null })).toBe(false);
    expect(view.syncModelToBrush).toBe(sync);
  });
});

describe("a figure", () => {
  const figure = () => {
    const mark = lines();
    const update_legend = vi.fn();
    const made = {
      el: document.createElement("div"),
      mark_views: { views: [mark.view] },
      axis_views: { views: [axis().view] },
      update_legend,
      renderImpl: vi.fn(async () => {}),
      set_interaction: vi.fn(async () => brush().view as unknown),
    };
    mark.model.on("data_updated redraw_legend", update_legend, made);
    return { made, mark };
  };

  it("is drawn by the pane once it is rendered", async () => {
    const { made, mark } = figure();
    drive(made);
    await made.renderImpl();
    await made.set_interaction();
    expect(made.el.dataset["drawnBy"]).toBe("pane");
    expect(mark.model.heard).toEqual([]);
  });

  it("is drawn by bqplot, in whatever part is not as we know it", async () => {
    const unknown = figure().made;
    drive(Object.assign(unknown, { renderImpl: undefined }));
    expect(unknown.el.dataset["drawnBy"]).toBe("bqplot");
    const { made } = figure();
    Object.assign(made.axis_views.views[0] as object, { axis: null });
    drive(made);
    await made.renderImpl();
    expect(made.el.dataset["drawnBy"]).toBe("bqplot");
    const other = figure().made;
    other.set_interaction = vi.fn(async () => ({}));
    drive(other);
    await other.set_interaction();
    await other.renderImpl();
    expect(other.el.dataset["drawnBy"]).toBe("bqplot");
  });
});
