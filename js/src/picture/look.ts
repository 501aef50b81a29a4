// How a picture looks: its sizes and its colours, which are light whatever the theme is,
// as slides and documents are.

/** Twice as wide as high and a little more: half a slide, with letters to be read there. */
export const WIDTH = 1280;
export const HEIGHT = 720;
/** A pixel of it is so many in a PNG, for screens that have more. */
export const SCALE = 2;

export const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif";

export const INK = "#212121";
export const INK2 = "#5f6368";
export const GRID = "#e3e5e8";
export const ACCENT = "#1976d2";
export const WARM = "#9f5100";
export const BAND = "#6b7280";

/** Around all of it, and where the plotted area is. */
export const EDGE = 48;
export const LEFT = 104;
export const RIGHT = WIDTH - EDGE;
/** Right of it, where a second figure has its axis there. */
const SECOND_PX = 56;
export const rightOf = (second: string | null): number =>
  second === null ? RIGHT : RIGHT - SECOND_PX;
export const BOTTOM = HEIGHT - 112;

/** The line of a second figure. */
export const SECOND = { stroke: INK, "stroke-opacity": 0.62, "stroke-width": 2 };

/** Heights of letters. */
export const TITLE_PX = 30;
export const SPAN_PX = 18;
export const WORDS_PX = 16;
export const LANE_PX = 15;
