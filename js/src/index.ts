// What anywidget loads. It calls the default export once for each model, so that the
// model's state lives in this call and its views share it.

import { wrapModel } from "./host";
import { Pane } from "./pane";
import { mountView } from "./view";

interface Initialize {
  model: unknown;
  signal: AbortSignal;
}

interface Render extends Initialize {
  el: HTMLElement;
}

export default () => {
  let pane: Pane | undefined;
  return {
    initialize({ model, signal }: Initialize): void {
      pane = new Pane(wrapModel(model), signal);
    },
    render({ model, el, signal }: Render): void {
      pane ??= new Pane(wrapModel(model), signal);
      mountView(pane, el, signal);
    },
  };
};
