// One view of a pane: its frame, and the parts that it puts together.

import { isThemed, matchScheme } from "./host/scheme";
import { releaseLayout } from "./host/views";
import type { Pane, View } from "./pane/pane";
import { chart } from "./parts/chart";
import { config } from "./parts/config";
import { make, mark, show, write } from "./parts/dom";
import { keepFocus } from "./parts/focus";
import { footer } from "./parts/footer";
import { header } from "./parts/header";
import { keepKeys, pressByKey } from "./parts/keys";
import { replaying } from "./parts/replaying";
import { listen } from "./parts/shortcut";
import { tiles } from "./parts/tiles";

export function mountView(pane: Pane, el: HTMLElement, signal: AbortSignal): void {
  const banner = make("div", { class: "wp-banner" });
  const drawn = chart(pane, signal);
  const below = footer(pane, signal);
  const shown = [drawn, replaying(pane, signal), tiles(pane, signal), below];
  // Its room is the chart's: nothing below moves when it comes.
  drawn.element.prepend(banner);
  const analytics = make("div", { class: "wp-analytics" });
  analytics.append(...shown.map((part) => part.element));
  const settings = config(pane, signal);
  const top = header(pane, signal);
  const parts = [top, ...shown, settings];
  const spoken = make("div", { class: "wp-spoken", "aria-live": "polite" });
  const root = make(
    // A header and a footer in a section are none of the page's.
    "section",
    // Its words are English, whatever the page around it is.
    { class: "webcast-pane", lang: "en", dir: "ltr" },
    make(
      "div",
      { class: "wp-frame" },
      top.element,
      analytics,
      settings.element,
      spoken,
    ),
  );

  keepKeys(root);

  let themed = false;
  const refresh = (): void => {
    themed ||= isThemed(root);
    if (!themed) matchScheme(root);
    const visible = pane.model.get("visible");
    const { banner: trouble, tone, lead } = pane.words;
    const said = trouble || pane.alarm;
    show(analytics, visible);
    show(settings.element, !visible);
    show(banner, said !== "");
    write(banner, said);
    mark(banner, "data-tone", tone);
    mark(root, "data-state", pane.model.get("status").state);
    mark(root, "aria-label", `${lead} of ${pane.model.get("event").name}`);
    write(spoken, pane.speaks(view) ? pane.announcement : "");
    for (const part of parts) part.refresh();
  };
  const view: View = {
    width: drawn.width,
    refresh: () => keepFocus(root, refresh),
    tick: () => below.refresh(),
  };
  el.classList.add("webcast-pane-host");
  el.append(root);
  pane.attach(view, signal);
  releaseLayout(pane.model, el, signal);
  listen(root, () => pane.toggle(), signal);
  pressByKey(root, signal);
  signal.addEventListener("abort", () => root.remove(), { once: true });
}
