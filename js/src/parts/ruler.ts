// How wide a text is, measured without a layout of the page.

/** Gives the width of a text in the font of an element, pixels. */
export type Ruler = (text: string, weight?: number) => number;

/** Where nothing can be measured a letter is taken for this wide. */
const LETTER_PX = 6.5;

/** A ruler for texts of `size_px` in the font that an element has once it is shown. */
export function ruler(element: Element, size_px: number): Ruler {
  const pen = document.createElement("canvas").getContext("2d");
  const known = new Map<string, number>();
  let family = "";
  return (text, weight = 400) => {
    if (!pen) return LETTER_PX * text.length;
    family ||= getComputedStyle(element).fontFamily;
    const font = `${weight} ${size_px}px ${family || "sans-serif"}`;
    const key = `${font} ${text}`;
    let width = known.get(key);
    if (width === undefined) {
      pen.font = font;
      width = pen.measureText(text).width;
      // Titles are few; those of a long page come and go.
      if (known.size > 500) known.clear();
      known.set(key, width);
    }
    return width;
  };
}
