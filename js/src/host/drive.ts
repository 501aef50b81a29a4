// bqplot's views, redrawn once a frame. Of its own it redraws a line for each domain and
// each array that is set, and through transitions, which end a frame later. What is used
// of its insides is looked for first: a version without it draws as it always did.

import { driveAxis } from "./drive-axis";
import { driveBrush } from "./drive-brush";
import { driveLines } from "./drive-lines";

/**
 * Redraw a figure's view from when it is rendered, which is yet to come. What could not
 * be taken over, bqplot draws: `data-drawn-by` on the figure's element says who does.
 */
export function drive(figure: any): void {
  const { renderImpl, set_interaction } = figure;
  let ours = true;
  const note = (driven: boolean): void => {
    ours &&= driven;
    figure.el.dataset.drawnBy = ours ? "pane" : "bqplot";
  };
  if (typeof renderImpl !== "function" || typeof set_interaction !== "function") {
    note(false);
    return;
  }
  figure.renderImpl = async () => {
    await renderImpl.call(figure);
    const marks: any[] = await Promise.all(figure.mark_views?.views ?? []);
    const axes: any[] = await Promise.all(figure.axis_views?.views ?? []);
    const driven = [
      ...marks.map((mark) => driveLines(mark)),
      ...axes.map((axis) => driveAxis(axis)),
    ];
    for (const { model } of marks) {
      // It takes the empty legend away and makes it again with all that is drawn.
      if (typeof figure.update_legend === "function")
        model.off("data_updated redraw_legend", figure.update_legend, figure);
    }
    note(driven.every(Boolean));
  };
  figure.set_interaction = async (interaction: any) => {
    const view = await set_interaction.call(figure, interaction);
    if (view) note(driveBrush(view));
    return view;
  };
}
