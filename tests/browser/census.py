"""What there is of the pane in a page: models, their views, elements."""

from __future__ import annotations

COUNT = """
async panel => {
  const mime = "application/vnd.jupyter.widget-view+json";
  const renderer = panel.content.rendermime.createRenderer(mime);
  const manager = await renderer._manager.promise;
  renderer.dispose();
  const known = manager._models;
  const models = await Promise.all(known.values?.() ?? Object.values(known));
  return {
    models: models.length,
    views: models.reduce((n, each) => n + Object.keys(each.views ?? {}).length, 0),
    elements: document.querySelectorAll("*").length,
    figures: document.querySelectorAll(".bqplot").length,
    // Each mark of a figure's view has one, outside the view.
    tooltips: document.querySelectorAll(".bqplot_mark_tooltip").length,
    panes: document.querySelectorAll(".webcast-pane").length,
  };
}
"""
