// Models as the host gives them, in as far as the pane uses them: values, events with
// contexts, messages, and figures behind a widget manager.

import {
  CONTRACT_VERSION,
  LATEST_AFTER,
  LATEST_FIELDS,
  type Latest,
  type Series,
  type Status,
} from "../src/contract.gen";

type Listener = (...args: unknown[]) => void;

export class FakeEvents {
  readonly listeners: { event: string; fn: Listener }[] = [];

  on(event: string, fn: Listener): void {
    this.listeners.push({ event, fn });
  }

  off(event: string | null, fn: Listener | null): void {
    const kept = this.listeners.filter(
      (each) => !(each.event === event && each.fn === fn),
    );
    this.listeners.splice(0, this.listeners.length, ...kept);
  }

  trigger(event: string, ...args: unknown[]): void {
    for (const each of [...this.listeners]) if (each.event === event) each.fn(...args);
  }
}

export class FakeChild extends FakeEvents {
  comm_live = true;
  readonly writes: string[] = [];
  readonly values: Record<string, unknown>;

  constructor(values: Record<string, unknown> = {}) {
    super();
    this.values = values;
  }

  get(key: string): unknown {
    return this.values[key];
  }

  set(values: Record<string, unknown>): void {
    for (const [key, value] of Object.entries(values)) {
      const same = JSON.stringify(this.values[key]) === JSON.stringify(value);
      this.values[key] = value;
      this.writes.push(key);
      if (!same) this.trigger(`change:${key}`);
    }
  }
}

export interface FakeFigures {
  chart: FakeChild;
  overview: FakeChild;
  settled: FakeChild;
  provisional: FakeChild;
  band: FakeChild;
  usual: FakeChild;
  median: FakeChild;
  second: FakeChild;
  secondY: FakeChild;
  secondAxis: FakeChild;
  whole: FakeChild;
  x: FakeChild;
  brush: FakeChild;
}

export function fakeFigures(): FakeFigures {
  const [x, y] = [new FakeChild(), new FakeChild()];
  const scales = { x, y };
  const settled = new FakeChild({ labels: ["settled"], scales });
  const provisional = new FakeChild({ labels: ["provisional"], scales });
  const [band, usual, median] = ["band", "usual", "median"].map(
    (name) => new FakeChild({ labels: [name], scales }),
  ) as [FakeChild, FakeChild, FakeChild];
  const secondY = new FakeChild();
  const second = new FakeChild({ labels: ["second"], scales: { x, y: secondY } });
  const secondAxis = new FakeChild({ scale: secondY });
  // In no order: what is looked for is found by its name.
  const axes = [secondAxis, new FakeChild({ scale: y }), new FakeChild({ scale: x })];
  const fig_margin = { top: 0, bottom: 0, left: 38, right: 4 };
  const chart = new FakeChild({
    marks: [provisional, band, usual, median, second, settled],
    axes,
    fig_margin,
  });
  const all = { x: new FakeChild(), y: new FakeChild() };
  const whole = new FakeChild({ labels: ["whole"], scales: all });
  const brush = new FakeChild({ selected: null });
  const overview = new FakeChild({
    marks: [whole],
    axes: [],
    interaction: brush,
    fig_margin,
  });
  return {
    chart,
    overview,
    settled,
    provisional,
    band,
    usual,
    median,
    second,
    secondY,
    secondAxis,
    whole,
    x,
    brush,
  };
}

/** A figure's view, with a Lumino widget that knows whether it is attached. */
export class FakeFigureView {
  static alive = 0;
  readonly el = document.createElement("div");
  readonly processed: string[] = [];
  interaction_view = { remove: () => {} };
  luminoWidget: unknown;

  constructor() {
    FakeFigureView.alive++;
    const { el, processed } = this;
    const area = document.createElement("div");
    area.className = "plotarea_events";
    el.append(area);
    class Widget {
      static attach(widget: Widget, host: HTMLElement): void {
        widget.isAttached = true;
        host.append(el);
      }

      isAttached = false;
      node = el;

      processMessage({ type }: { type: string }): void {
        processed.push(type);
      }
    }
    this.luminoWidget = new Widget();
  }

  remove(): void {
    FakeFigureView.alive--;
    this.el.remove();
  }

  trigger(): void {}
}

export const LATEST: Latest = {
  live_viewers: 1231,
  dvr_viewers: 37,
  at: 1_700_001_730,
  avg_bitrate_kbps: 1840,
  avg_buffering_s_per_min: 0.42,
  quality_at: 1_700_001_660,
  peak_viewers: 1502,
  peak_at: 1_700_000_800,
  settled: 1_700_001_730,
  data_age_s: 4,
  received_at: null,
};

export const LIVE: Status = {
  state: "live",
  sentence: "",
  next_at: null,
  progress: null,
};

/** Rows of a series as they travel, at an odd offset as buffers may lie. */
export function rows(...all: [number, number, number][]): DataView {
  const bytes = new ArrayBuffer(all.length * 12 + 7);
  const view = new DataView(bytes, 5, all.length * 12);
  all.forEach((row, i) => {
    row.forEach((value, j) => {
      view.setUint32(i * 12 + j * 4, value, true);
    });
  });
  return view;
}

/** Slots from `start` on, one every ten seconds, with the values given. */
export function slots(start: number, values: number[]): DataView {
  return rows(
    ...values.map((value, i): [number, number, number] => [start + 10 * i, value, 1]),
  );
}

/** A delta as it travels. */
function packed({ seq, rows }: Series): DataView {
  const bytes = new Uint8Array(4 + rows.byteLength);
  new DataView(bytes.buffer).setUint32(0, seq, true);
  bytes.set(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength), 4);
  return new DataView(bytes.buffer);
}

const SERIES = new Set(["history", "minutes"]);

export class FakeModel extends FakeEvents {
  readonly figures = fakeFigures();
  readonly sent: Record<string, unknown>[] = [];
  readonly saved: Record<string, unknown>[] = [];
  readonly views: FakeFigureView[] = [];
  widget_manager: unknown;
  #pending: Record<string, unknown> = {};
  readonly values: Record<string, unknown> = {
    contract_version: CONTRACT_VERSION,
    event: { id: "1_abc", name: "Town hall" },
    latest: LATEST,
    estimates: [],
    status: LIVE,
    replay: null,
    delta: { seq: 0, rows: rows() },
    history: { seq: 0, rows: rows(), at: 0 },
    minutes: { seq: 0, rows: new DataView(new ArrayBuffer(0)) },
    figure: "live_viewers",
    second: null,
    usual_ranges: [],
    chart: "IPY_MODEL_chart",
    overview: "IPY_MODEL_overview",
    visible: true,
    window_s: 1800,
    window_end_s: null,
    usual_band: null,
    standing: "",
    run_sheet: [],
    alarms: [],
    time_zone: "UTC",
    audience_shown: false,
    table_shown: false,
    export_window: false,
    audience: null,
    interval_s: 10,
    cadence_s: 10,
  };

  constructor(values: Record<string, unknown> = {}) {
    super();
    this.#take(values);
    const { chart, overview } = this.figures;
    this.widget_manager = {
      get_model: async (id: string) => ({ chart, overview })[id],
      create_view: async () => {
        const view = new FakeFigureView();
        this.views.push(view);
        return view;
      },
    };
  }

  get(key: string): unknown {
    const value = this.values[key];
    const [quality, peak] = [3, 2];
    const latest = { ...(this.values["latest"] as Latest) };
    for (const name of LATEST_AFTER)
      if (latest[name] !== null) latest[name] -= latest.at ?? 0;
    const each = LATEST_FIELDS.map((name) => latest[name] ?? null);
    if (key === "latest") return each.slice(0, -quality - peak);
    if (key === "quality") return each.slice(-quality - peak, -peak);
    if (key === "peak") return each.slice(-peak);
    return key === "delta" && value ? packed(value as Series) : value;
  }

  /** From the browser. */
  set(key: string, value: unknown): void {
    this.#pending[key] = value;
    this.#change(key, value);
  }

  save_changes(): void {
    this.saved.push(this.#pending);
    this.#pending = {};
  }

  /** From the kernel: all values first, then the events, as one update. */
  receive(values: Record<string, unknown>): void {
    this.#take(values);
    for (const key of Object.keys(values)) this.trigger(`change:${key}`);
  }

  send(message: Record<string, unknown>): void {
    this.sent.push(message);
  }

  message(content: Record<string, unknown>, ...buffers: DataView[]): void {
    this.trigger("msg:custom", content, buffers);
  }

  /** As objects of its own, for each message brings new ones. */
  #take(values: Record<string, unknown>): void {
    for (const [key, value] of Object.entries(values))
      this.values[key] = SERIES.has(key) ? { ...(value as object) } : value;
  }

  #change(key: string, value: unknown): void {
    if (this.values[key] === value) return;
    this.values[key] = value;
    this.trigger(`change:${key}`);
  }
}
