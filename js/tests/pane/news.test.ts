// A host that drops what the kernel sends of itself: the page asks for what is new.

import { describe, expect, it } from "vitest";
import { LATEST, LIVE, slots } from "../fake-model";
import { frame, type Mounted, pass, span, stage } from "../page";

const T = 1_700_000_000;
const NOW = T + 600;
const values = (length: number): number[] => Array.from({ length }, (_, i) => i);
const history = { seq: 5, rows: slots(T, values(59)), at: NOW };
const pane = stage(NOW, { history, latest: { ...LATEST, settled: T + 540 } });

/** A kernel that counts on, and is heard when it answers and no other time. */
class Unheard {
  seq = 5;
  /** The last change that it told. */
  told = 5;
  readonly asked: number[] = [];
  #answered = 0;
  readonly #mounted: Mounted;

  constructor(mounted: Mounted) {
    this.#mounted = mounted;
  }

  /** Let so many seconds pass; the kernel answers at the end of each. */
  async pass(seconds: number): Promise<void> {
    const { model } = this.#mounted;
    for (let i = 0; i < seconds; i++) {
      await pass(1000);
      if (Math.floor(Date.now() / 1000) % 10 === 0) this.seq++;
      for (const { type, id, seq } of model.sent.slice(this.#answered)) {
        expect(type).toBe("news");
        this.#answered++;
        this.asked.push(Date.now() / 1000 - NOW);
        model.receive({ status: LIVE });
        const told = values(this.seq).slice(seq as number);
        const start = T + 590 + 10 * ((seq as number) - 5);
        this.told = this.seq;
        model.message({ type: "news", id, seq: this.seq }, slots(start, told));
      }
    }
  }
}

describe("a host that drops messages", () => {
  it("is asked after a silence, and then as often as is needed", async () => {
    const mounted = pane();
    const kernel = new Unheard(mounted);
    await kernel.pass(14);
    expect(kernel.asked).toEqual([]);
    await kernel.pass(46);
    const [first, ...later] = kernel.asked;
    expect(first).toBe(16);
    // The first answer says that something was dropped; never more than one in 5 s.
    expect(later).toEqual([22, 28, 34, 40, 46, 52, 58]);
    expect(kernel.seq).toBe(11);
    expect(mounted.model.sent.at(-1)).toMatchObject({ seq: 10 });
  });

  it("is asked for nothing while messages come by themselves", async () => {
    const { model } = pane();
    for (let i = 0; i < 12; i++) {
      await pass(10_000);
      model.receive({ delta: { seq: 6 + i, rows: slots(T + 590 + 10 * i, [1]) } });
    }
    expect(model.sent).toEqual([]);
  });

  it("is left alone again when its messages come through", async () => {
    const mounted = pane();
    const kernel = new Unheard(mounted);
    await kernel.pass(30);
    const asked = kernel.asked.length;
    for (let i = 0; i < 6; i++) {
      const rows = slots(T + 700 + 10 * i, [1]);
      mounted.model.receive({ delta: { seq: kernel.told + 1 + i, rows } });
      await pass(10_000);
    }
    expect(mounted.model.sent).toHaveLength(asked);
  });

  it.each([
    ["nothing is due", { status: { ...LIVE, state: "ended" } }],
    ["the next poll is far", { status: { ...LIVE, next_at: NOW + 300 } }],
    ["the interval is long", { interval_s: 60 }],
  ])("is not asked while %s", async (_, given) => {
    const { model } = pane(given);
    await pass(89_000);
    expect(model.sent).toEqual([]);
  });

  it("is not asked while nobody looks, nor twice while it owes an answer", async () => {
    const { model } = pane();
    Object.defineProperty(document, "hidden", { configurable: true, value: true });
    await pass(60_000);
    expect(model.sent).toEqual([]);
    Object.defineProperty(document, "hidden", { configurable: true, value: false });
    await pass(60_000);
    expect(model.sent).toHaveLength(1);
    await pass(2_000);
    expect(model.sent).toHaveLength(2);
  });

  it("takes the whole series where the change is too long ago", async () => {
    const mounted = pane();
    await pass(17_000);
    const [{ id }] = mounted.model.sent as [{ id: string }];
    mounted.model.message({ type: "snapshot", id, seq: 99 }, slots(T + 100, values(9)));
    frame();
    expect(span(mounted).from).toBe(T + 100);
    // What another page asked for is none of ours, and an answer without rows is none.
    mounted.model.message({ type: "news", id: "other", seq: 100 }, slots(T + 900, [1]));
    await pass(20_000);
    const last = mounted.model.sent.at(-1)?.["id"];
    mounted.model.message({ type: "error", id: last, sentence: "No." });
    mounted.model.message({ type: "news", id: last, seq: 100 }, slots(T + 900, [1]));
    frame();
    expect(span(mounted).from).toBe(T + 100);
  });
});
