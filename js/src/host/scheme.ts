// Light or dark where the page has no theme of JupyterLab's: as what the pane lies on.
// Some hosts put a widget on white in a dark page, and some are dark without saying so.

/** Whether the page has a theme of JupyterLab's, of which our colours are made. */
export function isThemed(element: Element): boolean {
  return getComputedStyle(element).getPropertyValue("--jp-layout-color1") !== "";
}

/** Take the scheme of the nearest background; without one the page's own holds. */
export function matchScheme(element: HTMLElement): void {
  for (let at = around(element); at !== null; at = around(at)) {
    const light = lightness(getComputedStyle(at).backgroundColor);
    if (light === null) continue;
    const scheme = light < 0.5 ? "dark" : "light";
    if (element.style.colorScheme !== scheme) element.style.colorScheme = scheme;
    return;
  }
}

/** The element around another one, also out of a shadow. */
function around(element: Element): Element | null {
  const root = element.getRootNode();
  return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}

/** How light a colour is, 0 to 1; null where more of what is behind it is seen. */
function lightness(colour: string): number | null {
  if (!colour.startsWith("rgb")) return null;
  const [red = 0, green = 0, blue = 0, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(
    Number,
  );
  if (alpha < 0.5) return null;
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}
