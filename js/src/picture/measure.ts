// How much of a text has room: measured with the letters that it is drawn with.

import { fitting, shorter } from "../words/label";
import { FONT } from "./look";
import { oneLine } from "./markup";

/** Where nothing can be measured, a letter is so wide for each pixel of its height. */
const LETTER = 0.58;

const pen = (): CanvasRenderingContext2D | null =>
  document.createElement("canvas").getContext("2d");

export type Measure = (text: string, px: number, weight?: number) => number;

export function measuring(): Measure {
  const canvas = pen();
  return (text, px, weight = 400) => {
    if (canvas === null) return LETTER * px * text.length;
    canvas.font = `${weight} ${px}px ${FONT}`;
    return canvas.measureText(text).width;
  };
}

/** As much of a text as fits, by whole words where there are any. */
export function cut(
  text: string,
  room: number,
  width: (text: string) => number,
): string {
  const line = oneLine(text);
  const found = fitting(shorter(line), room, width);
  if (found !== "") return found;
  const letters = [...line];
  while (letters.length > 0 && width(`${letters.join("")}\u2026`) > room)
    letters.splice(Math.floor(letters.length * 0.9));
  return letters.length === 0 ? "" : `${letters.join("")}\u2026`;
}
