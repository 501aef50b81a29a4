// SVG as text: it is what is saved, and drawn from when it is copied. Whatever others have
// written, such as the name of an event, is in it as letters and nothing else.

/** What XML cannot hold, and what would turn the letters around it. */
const UNPRINTABLE =
  /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff]+/gu;

const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as one printable line. */
export function oneLine(text: string): string {
  return text.replace(UNPRINTABLE, " ").trim();
}

/** A text as it stands in markup. */
export function escaped(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (letter) => ESCAPES[letter] as string);
}

export type Attributes = Record<string, string | number | undefined>;

/** An element around what is markup already; an attribute without a value is left out. */
export function element(
  tag: string,
  attributes: Attributes,
  ...inside: string[]
): string {
  const told = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(`${value}`)}"`)
    .join("");
  return inside.length === 0
    ? `<${tag}${told}/>`
    : `<${tag}${told}>${inside.join("")}</${tag}>`;
}

/** Written words. */
export function words(text: string, attributes: Attributes): string {
  return element("text", attributes, escaped(text));
}
