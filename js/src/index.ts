// What anywidget loads. It calls the default export once for each model, so that the
// model's state lives in this call and its views share it.

import { CONTRACT_VERSION } from "./contract.gen";
import { type Initialize, MISMATCH, type Render } from "./host/anywidget";
import { wrapModel } from "./host/model";
import { Pane } from "./pane/pane";
import { make } from "./parts/dom";
import { mountView } from "./view";

export default () => {
  let pane: Pane | undefined;
  return {
    initialize({ model, signal }: Initialize): void {
      const wrapped = wrapModel(model);
      // What another version sends cannot be read, and must not be guessed at.
      if (wrapped.get("contract_version") === CONTRACT_VERSION)
        pane = new Pane(wrapped, signal);
    },
    render({ el, signal }: Render): void {
      if (pane) mountView(pane, el, signal);
      else el.append(make("div", { class: "webcast-pane", role: "alert" }, MISMATCH));
    },
  };
};
