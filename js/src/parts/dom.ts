// Plain DOM, by text nodes and attributes only: no string becomes markup.

type Tag = keyof HTMLElementTagNameMap;

export function make<K extends Tag>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Change a text only where it differs, so that nothing is announced or painted twice. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Set an attribute only where it differs; null takes it away. */
export function mark(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Show an element or hide it, without writing what is written there already. */
export function show(element: HTMLElement, shown: boolean): void {
  if (element.hidden === shown) element.hidden = !shown;
}

const SVG = "http://www.w3.org/2000/svg";
/** Left edge, upper edge and height of each bar. */
const BARS = [
  [1, 9, 8],
  [7, 4, 13],
  [13, 1, 16],
] as const;

/** Make a shape, or the picture around some. */
export function draw(
  tag: "svg" | "rect" | "path",
  attributes: Record<string, string | number>,
  ...children: Node[]
): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes))
    element.setAttribute(name, `${value}`);
  element.append(...children);
  return element;
}

function picture(size: number, ...shapes: Node[]): SVGElement {
  const viewBox = `0 0 ${size} ${size}`;
  const look = { width: size, height: size, viewBox, "aria-hidden": "true" };
  return draw("svg", look, ...shapes);
}

/** The analytics icon: three bars. */
export function icon(): SVGElement {
  const bars = BARS.map(([x, y, height]) =>
    draw("rect", { x, y, width: 4, height, rx: 1 }),
  );
  return picture(18, ...bars);
}

/** A picture of one line, which may change. */
export function symbol(): { element: SVGElement; path: SVGElement } {
  const path = draw("path", {});
  return { element: picture(14, path), path };
}
