// Labels that have little room: shortened by whole words, or left out.

/** So many words of a title at the most are read in its short form. */
const MOST_WORDS = 8;

/** A title and its short forms, whole words each: "Product demo", "Product…". */
export function shorter(title: string): string[] {
  const words = title.split(" ");
  const most = Math.min(words.length - 1, MOST_WORDS);
  const begun = Array.from({ length: most }, (_, i) => words.slice(0, most - i));
  return [title, ...begun.map((each) => `${each.join(" ")}\u2026`)];
}

/** The first form that fits into so many pixels; nothing where none does. */
export function fitting(
  forms: readonly string[],
  room_px: number,
  measure: (text: string) => number,
): string {
  return forms.find((each) => measure(each) <= room_px) ?? "";
}

/** A title may be a paragraph; where a sentence names it, so many letters do. */
const MOST_LETTERS = 60;

/** A title as sentences name it: "\u201cProduct demo\u201d" */
export function quoted(title: string): string {
  const letters = [...title];
  const short = fitting(shorter(title), MOST_LETTERS, (text) => text.length);
  const said = short || `${letters.slice(0, MOST_LETTERS - 1).join("")}\u2026`;
  return `\u201c${said}\u201d`;
}
