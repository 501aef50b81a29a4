// What anywidget loads for a wall: once for each model, so that its views share it.

import { CONTRACT_VERSION } from "./contract.gen";
import { type Initialize, MISMATCH, type Render } from "./host/anywidget";
import { wrapWall } from "./host/model";
import { make } from "./parts/dom";
import { mountWall } from "./wall/view";
import { Wall } from "./wall/wall";

export default () => {
  let wall: Wall | undefined;
  return {
    initialize({ model, signal }: Initialize): void {
      const wrapped = wrapWall(model);
      if (wrapped.version() === CONTRACT_VERSION) wall = new Wall(wrapped, signal);
    },
    render({ el, signal }: Render): void {
      if (wall) mountWall(wall, el, signal);
      else el.append(make("div", { class: "webcast-pane", role: "alert" }, MISMATCH));
    },
  };
};
