import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type Card,
  CONTRACT_VERSION,
  type Latest,
  type Status,
} from "../../src/contract.gen";
import widget from "../../src/wall";
import { FakeEvents, LATEST, LIVE } from "../fake-model";
import { alarm } from "../known";
import { frame } from "../page";

const T = 1_700_000_040;

const NOTHING = Object.fromEntries(
  Object.keys(LATEST).map((name) => [name, null]),
) as unknown as Latest;

class FakeWall extends FakeEvents {
  readonly sent: unknown[] = [];
  readonly values: Record<string, unknown>;

  constructor(cards: Card[], values: Record<string, unknown>) {
    super();
    const layout = { comm_live: true };
    const own = { contract_version: CONTRACT_VERSION, time_zone: "UTC", opened: null };
    this.values = { ...own, cards, layout, ...values };
  }

  get(name: string): unknown {
    return this.values[name];
  }

  set(name: string, value: unknown): void {
    this.values[name] = value;
  }

  send(message: unknown): void {
    this.sent.push(message);
  }

  tell(index: number, card: Card): void {
    this.trigger("msg:custom", { type: "card", index, card });
    frame();
  }
}

function card(
  name: string,
  more: Partial<Card> = {},
  status: Partial<Status> = {},
): Card {
  return {
    event: { id: "1_a", name },
    latest: {
      ...LATEST,
      live_viewers: 952,
      at: T - 60,
      peak_viewers: 1066,
      peak_at: T - 3600,
      avg_buffering_s_per_min: 0.31,
      quality_at: T - 120,
      received_at: T,
      data_age_s: 0,
    },
    status: { ...LIVE, ...status },
    replay: null,
    interval_s: 10,
    cadence_s: 10,
    begin: T - 60 - 390,
    curve: Array.from({ length: 40 }, (_, n) => 986 - n),
    alarms: [],
    ...more,
  };
}

let life: AbortController;

function mount(cards: Card[], values: Record<string, unknown> = {}) {
  const model = new FakeWall(cards, values);
  const { initialize, render } = widget();
  initialize({ model, signal: life.signal });
  const el = document.createElement("div");
  document.body.append(el);
  const view = new AbortController();
  render({ model, el, signal: AbortSignal.any([view.signal, life.signal]) });
  const nth = (index: number): HTMLElement =>
    el.querySelectorAll<HTMLElement>(".wp-card")[index] as HTMLElement;
  const text = (index: number, name: string): string =>
    nth(index).querySelector(`.wp-${name}`)?.textContent ?? "";
  return { model, el, nth, text, close: () => view.abort() };
}

beforeEach(() => {
  vi.useFakeTimers({ now: T * 1000 });
  life = new AbortController();
});
afterEach(() => {
  life.abort();
  vi.useRealTimers();
  document.body.replaceChildren();
});

describe("a wall", () => {
  it("tells each event at a glance", () => {
    const { el, nth, text } = mount([
      card("Town hall"),
      card("", { event: { id: "1_b", name: "" } }, { state: "ended" }),
      card("Investor call", {}, { state: "stale" }),
    ]);
    expect(el.querySelector(".wp-wallhead b")?.textContent).toBe("3 events");
    expect(el.querySelector(".wp-wallhead")?.textContent).toContain(
      "1 live, 1 ended, 1 stale; last 30 min, each from zero to its own peak",
    );
    expect(
      ["name", "chip", "number", "moved", "of", "when"].map((n) => text(0, n)),
    ).toEqual(["Town hall", "Live", "952", "\u221230", "attendees now", "in 5 min"]);
    expect([text(0, "seconds"), text(0, "minute")]).toEqual(["0.31", "minute 22:12"]);
    expect(nth(0).dataset["state"]).toBe("live");
    // What is over tells its peak; of what is old nothing is "now".
    expect(["name", "number", "moved", "of", "when"].map((n) => text(1, n))).toEqual([
      "1_b",
      "1,066",
      "",
      "peak attendees",
      "at 21:14",
    ]);
    expect(["number", "moved", "of", "when"].map((n) => text(2, n))).toEqual([
      "952",
      "",
      "attendees",
      "at 22:13",
    ]);
    expect(nth(2).dataset["tone"]).toBe("warn");
  });

  it("says in words which alert is on, where the event goes on", () => {
    const on = alarm({ fired: T - 720 });
    const { el, nth, text } = mount([
      card("Town hall", { alarms: [on] }),
      card("Pricing", { alarms: [alarm({ rule: "Players stall", fired: T }), on] }),
      card("Quiet"),
      card("Over", { alarms: [on] }, { state: "ended" }),
      card("Old", { alarms: [on] }, { state: "stale" }),
    ]);
    expect([0, 1, 2, 3, 4].map((n) => text(n, "alarm"))).toEqual([
      "Alert: Buffering above 0.8 since 22:02",
      "Alert: Players stall since 22:14, and 1 more",
      "",
      "",
      "",
    ]);
    const tones = [0, 1, 2, 3].map((n) => nth(n).dataset["tone"]);
    expect(tones).toEqual(["warn", "warn", "good", "calm"]);
    expect(nth(0).querySelector(".wp-chip")?.textContent).toBe("Live");
    expect(nth(0).title).toMatch(/^Alert: average buffering above 0\.8 s per min/);
    expect(nth(2).querySelector<HTMLElement>(".wp-alarm")?.hidden).toBe(true);
    expect(el.querySelector(".wp-wallhead")?.textContent).toContain(
      "3 live, 1 ended, 1 stale, 2 with an alert; ",
    );
  });

  it("has dashes and no curve before anything is known", () => {
    const { el, text, nth } = mount([
      card("New", { latest: NOTHING, begin: null, curve: [] }, { state: "connecting" }),
    ]);
    expect(el.querySelector(".wp-wallhead b")?.textContent).toBe("1 event");
    expect(
      ["number", "when", "begin", "end", "seconds", "minute"].map((n) => text(0, n)),
    ).toEqual(["\u2014", "", "", "Waiting for the first data", "\u2014", ""]);
    expect(nth(0).querySelector(".wp-line")?.getAttribute("d")).toBe("");
  });

  it("follows the cards that come, keeps them, and drops what is none", () => {
    const { model, text } = mount([card("One"), card("Two")]);
    vi.advanceTimersByTime(5000);
    const latest = { ...card("Two").latest, live_viewers: 1000, received_at: T + 5 };
    model.tell(1, card("Two", { latest }));
    expect([text(0, "number"), text(1, "number")]).toEqual(["952", "1,000"]);
    expect((model.get("cards") as Card[])[1]?.latest.live_viewers).toBe(1000);
    model.tell(1, card("Two", { latest: { ...latest, live_viewers: 1001 } }));
    expect(text(1, "number")).toBe("1,001");
    model.tell(7, card("No such"));
    expect((model.get("cards") as Card[]).length).toBe(2);
  });

  it("says when the kernel is silent, and a longer cadence's span", () => {
    const minutes = { cadence_s: 60 };
    const { el, text } = mount([card("One"), card("Two", minutes)]);
    expect(el.textContent).toContain("last 180 values, each");
    vi.advanceTimersByTime(60_000);
    frame();
    expect(text(0, "chip")).toContain("Stale");
  });

  it("opens a card and closes it, with the kernel alone", () => {
    const { model, nth } = mount([card("One"), card("Two")]);
    nth(1).click();
    expect(model.sent).toEqual([{ type: "open", index: 1 }]);
    model.set("opened", 1);
    model.trigger("change:opened");
    frame();
    expect(nth(1).getAttribute("aria-pressed")).toBe("true");
    nth(1).click();
    expect(model.sent.at(-1)).toEqual({ type: "open", index: null });
    const saved = mount([card("One")], { layout: { comm_live: false } });
    expect((saved.nth(0) as HTMLButtonElement).disabled).toBe(true);
  });

  it("leaves nothing behind", () => {
    const { el, close, model } = mount([card("One")]);
    close();
    expect(el.childElementCount).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    life.abort();
    model.tell(0, card("Two"));
    expect((model.get("cards") as Card[])[0]?.event.name).toBe("One");
  });

  it("refuses to guess what another version sends", () => {
    const { el } = mount([card("One")], { contract_version: 1 });
    expect(el.querySelector("[role=alert]")?.textContent).toContain(
      "different versions",
    );
  });
});
