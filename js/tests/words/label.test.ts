import { describe, expect, it } from "vitest";
import { fitting, quoted, shorter } from "../../src/words/label";

describe("a label", () => {
  const measure = (text: string): number => 10 * text.length;

  it.each([
    ["Product demo", 120, "Product demo"],
    ["Product demo", 119, "Product\u2026"],
    ["Product demo", 79, ""],
    ["Q&A", 30, "Q&A"],
    ["Q&A", 29, ""],
    ["One two three", 90, "One two\u2026"],
    ["", 0, ""],
  ])("of %s in %d px is %o", (title, room, said) => {
    expect(fitting(shorter(title), room, measure)).toBe(said);
  });

  it("is not tried in endless forms", () => {
    expect(shorter("word ".repeat(100).trim()).length).toBe(9);
  });
});

describe("a title in a sentence", () => {
  it.each([
    ["Q&A", "\u201cQ&A\u201d"],
    ["word ".repeat(13).trim(), `\u201c${"word ".repeat(8).trim()}\u2026\u201d`],
    ["\u{1F600}".repeat(99), `\u201c${"\u{1F600}".repeat(59)}\u2026\u201d`],
    ["word ".repeat(99).trim(), `\u201c${"word ".repeat(8).trim()}\u2026\u201d`],
  ])("of %s is no longer than a line", (title, said) => {
    expect(quoted(title)).toBe(said);
  });
});
