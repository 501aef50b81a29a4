// Numbers and dates as the reader writes them, around English words.

import { afterEach, describe, expect, it, vi } from "vitest";
import { englishOf } from "../../src/words/reader";

const NOON = 1_700_049_600;

/** What is said to a reader of this language. */
async function said(language: string): Promise<string[]> {
  vi.resetModules();
  vi.spyOn(navigator, "language", "get").mockReturnValue(language);
  const { bitrate, buffering, count, tick } = await import("../../src/words/format");
  const { Zone } = await import("../../src/words/zone");
  const zone = new Zone("UTC");
  return [
    count(1_234_567),
    bitrate(1840).value,
    buffering(0.42),
    tick(1500, 0),
    tick(0.5, 1),
    zone.date(NOON),
    zone.minute(NOON),
    zone.full(NOON),
  ];
}

afterEach(() => {
  vi.resetModules();
});

describe("a reader", () => {
  it.each([
    ["de-DE", "1.234.567 1,84 0,42 1,5k 0,5 15 Nov 2023 12:00"],
    ["de", "1.234.567 1,84 0,42 1,5k 0,5 15 Nov 2023 12:00"],
    ["en-US", "1,234,567 1.84 0.42 1.5k 0.5 Nov 15, 2023 12:00"],
    ["ar-EG", "1,234,567 1.84 0.42 1.5k 0.5 Nov 15, 2023 12:00"],
    ["hi-IN-u-nu-deva", "12,34,567 1.84 0.42 1.5k 0.5 15 Nov 2023 12:00"],
    ["en-GB", "1,234,567 1.84 0.42 1.5k 0.5 15 Nov 2023 12:00"],
  ])("of %s is told %s", async (language, expected) => {
    expect((await said(language)).slice(0, -1).join(" ")).toBe(expected);
  });

  it("is told a whole moment with its day and its zone", async () => {
    expect((await said("en-GB")).at(-1)).toBe("Wed, 15 Nov 2023, 12:00:00 UTC");
    expect((await said("en-US")).at(-1)).toBe("Wed, Nov 15, 2023, 12:00:00 UTC");
  });

  it("of a language that is none reads British English", () => {
    expect(englishOf("")).toBe("en-GB");
    expect(englishOf("de-DE")).toBe("en-DE-u-nu-latn");
  });
});
