import { describe, expect, it } from "vitest";
import { asDataView } from "../../src/host/model";
import { Store } from "../../src/series/store";
import { LATEST, LIVE, rows, slots } from "../fake-model";
import { frame, type Mounted, pass, span, stage } from "../page";

const T = 1_700_000_000;
const NOW = T + 5400;
const pane = stage(NOW);
const LAYOUT = { comm_live: false };

/** What the host would write into the notebook now. */
function save({ model }: Mounted): { history: Record<string, unknown> } {
  return structuredClone({
    ...model.values,
    layout: undefined,
  }) as unknown as { history: Record<string, unknown> };
}

describe("what is saved", () => {
  it("is all that was received until then, in as many bytes as it needs", () => {
    const first = { seq: 1, rows: slots(T, [5, 6, 7]), at: T };
    const mounted = pane({ history: first });
    const { model } = mounted;
    model.receive({
      delta: { seq: 2, rows: rows([T + 30, 8, 1], [T + 20, 9, 2 ** 32 - 1]) },
    });
    const store = new Store();
    const { history } = save(mounted);
    store.snapshot(Number(history["seq"]), asDataView(history["rows"]));
    expect([...store.columns.live_viewers.slice(0, store.count)]).toEqual([5, 6, 9, 8]);
    expect(store.columns.dvr_viewers[2]).toBeNaN();
    expect(store.seq).toBe(2);
    expect((history["rows"] as DataView).buffer.byteLength).toBe(4 * 12);
    expect(history["at"]).toBe(NOW);
    // A later one of the kernel's is replaced, too.
    model.receive({ history: { seq: 3, rows: slots(T, [1]), at: T } });
    model.receive({ delta: { seq: 4, rows: slots(T + 10, [2]) } });
    expect(save(mounted).history["seq"]).toBe(4);
  });

  it("goes to no kernel", () => {
    const { model, find } = pane({ history: { seq: 1, rows: slots(T, [5]), at: T } });
    model.receive({ delta: { seq: 2, rows: slots(T + 10, [6]) } });
    find(".wp-toggle").click();
    expect(model.saved).toEqual([{ visible: false }]);
  });
});

describe("what was saved", () => {
  const saved = {
    layout: LAYOUT,
    history: {
      seq: 5,
      rows: slots(
        T,
        Array.from({ length: 541 }, (_, i) => i),
      ),
      at: T + 5390,
    },
    delta: { seq: 5, rows: slots(T + 5400, [540]) },
    latest: { ...LATEST, settled: T + 5340, received_at: T + 5380 },
  };

  it("is whole, says when, and claims no present", async () => {
    const mounted = pane({ ...saved, status: LIVE });
    const { text, root } = mounted;
    expect(span(mounted)).toEqual({ from: T + 3600, to: T + 5400 });
    expect(text(".wp-chip")).toBe("Saved 23:43");
    expect(text(".wp-counter")).toContain("attendees then");
    await pass(65_000);
    expect(text(".wp-chip")).toBe("Saved 23:43");
    expect(root.textContent).not.toMatch(/\bnow\b|Live\b(?! analytics)| ago|retrying/);
  });

  it("is saved again as it is", () => {
    const mounted = pane(saved);
    frame();
    expect(save(mounted).history["at"]).toBe(T + 5390);
  });

  it("plays no replay, and asks nobody for its controls", () => {
    const replay = { first: T, last: T + 100, position: T, speed: 1, playing: true };
    const { find, model } = pane({ ...saved, replay });
    expect(find(".wp-replay").hidden).toBe(true);
    expect(model.sent).toEqual([]);
  });
});
