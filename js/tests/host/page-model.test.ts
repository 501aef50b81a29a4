import { describe, expect, it } from "vitest";
import { CONTRACT_VERSION, LATEST_TRAITS } from "../../src/contract.gen";
import { pageModel } from "../../src/host/page-model";
import { FakeModel, LATEST, slots } from "../fake-model";
import { pass, stage } from "../page";

const T = 1_700_000_000;
const text = String.fromCharCode;

/** A state as `pane/page.py` writes it. */
function written(values: Record<string, unknown> = {}): string {
  const whole = slots(
    T,
    Array.from({ length: 541 }, (_, i) => i),
  );
  const { buffer, byteOffset, byteLength } = whole;
  const rows = {
    base64: btoa(
      [...new Uint8Array(buffer, byteOffset, byteLength)]
        .map((each) => text(each))
        .join(""),
    ),
  };
  const told = new FakeModel({ latest: { ...LATEST, settled: T + 5340 } });
  const latest = Object.fromEntries(
    LATEST_TRAITS.map((name) => [name, told.get(name)]),
  );
  const history = { seq: 3, rows, at: T + 5400 };
  return JSON.stringify({ ...told.values, ...latest, history, delta: null, ...values });
}

describe("a page of its own", () => {
  stage(T + 100_000);

  it("shows the pane as it was, with a chart, and offers no kernel's work", async () => {
    document.body.innerHTML = "<main id=pane></main><i id=state></i>";
    const state = document.getElementById("state");
    if (state) state.textContent = written();
    await import("../../src/page");
    await pass(100);
    const root = document.querySelector(".webcast-pane") as HTMLElement;
    const said = (selector: string) => root.querySelector(selector)?.textContent;
    expect(said(".wp-chip")).toMatch(/^Saved /);
    expect(said(".wp-status")).toMatch(/^Saved at .* UTC$/);
    expect(said(".wp-count")).toBe("1,231");
    expect(root.querySelector(".wp-settled .line")?.getAttribute("d")).toMatch(/^M/);
    const hidden = (selector: string) =>
      root.querySelector(selector)?.closest("[hidden]") !== null;
    expect(hidden(".wp-export")).toBe(true);
    expect(hidden("[name=interval_s]")).toBe(true);
    expect(hidden(".wp-config .wp-export")).toBe(true);
    (root.querySelector(".wp-toggle") as HTMLElement).click();
    await pass(100);
    expect((root.querySelector(".wp-config") as HTMLElement).hidden).toBe(false);
  });

  it("is a model that tells of what is set, to those who listen", () => {
    // biome-ignore lint/suspicious/noExplicitAny: as a host hands it over
    const model = pageModel(written()) as any;
    const heard: string[] = [];
    const listen = () => heard.push(model.get("time_zone"));
    model.on("change:time_zone", listen);
    model.set("time_zone", "Asia/Tokyo");
    model.set("time_zone", "Asia/Tokyo");
    model.off("change:time_zone", listen);
    model.set("time_zone", "UTC");
    model.save_changes();
    model.send({});
    expect(heard).toEqual(["Asia/Tokyo"]);
    expect(model.get("contract_version")).toBe(CONTRACT_VERSION);
  });
});
