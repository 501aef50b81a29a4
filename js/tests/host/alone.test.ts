import { describe, expect, it } from "vitest";
import { own } from "../../src/host/alone";

describe("figures of our own", () => {
  it("are there where they were brought, and missed elsewhere in a sentence", async () => {
    expect(() => own()).toThrow("This host shows no figures, and none were brought.");
    await import("../../src/alone");
    expect(Object.keys(own().figures())).toContain("settled");
  });
});
