// The paths of a line and of the area between it and the ground.

export interface Outline {
  line: string;
  area: string;
}

/** A tenth of a pixel is more than can be seen. */
const round = (pixels: number): number => Math.round(pixels * 10) / 10;

/** The outline of points in order; a NaN breaks it, a point alone is a dot. */
export function outline(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  toX: (value: number) => number,
  toY: (value: number) => number,
  ground: number,
): Outline {
  let line = "";
  let area = "";
  const base = round(ground);
  for (let i = 0; i < x.length; ) {
    if (Number.isNaN(y[i])) {
      i++;
      continue;
    }
    const first = round(toX(x[i] as number));
    let last = first;
    let run = `${first},${round(toY(y[i] as number))}`;
    const start = i++;
    for (; i < x.length && !Number.isNaN(y[i]); i++) {
      last = round(toX(x[i] as number));
      run += `L${last},${round(toY(y[i] as number))}`;
    }
    line += i === start + 1 ? `M${run}Z` : `M${run}`;
    area += `M${run}L${last},${base}L${first},${base}Z`;
  }
  return { line, area };
}
