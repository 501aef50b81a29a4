"""Who draws the chart, and that nothing is drawn or sent without a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.event import Event
    from tests.browser.notebook import Notebook
    from tests.browser.screen import Screen

from tests.browser.screen import show

DRAWN_BY = "[...document.querySelectorAll('.bqplot')].map(e => e.dataset.drawnBy)"
# What widgets send: JupyterLab asks the kernel things of its own (its debugger does).
SENT = """
panel => {
  const { kernel } = panel.sessionContext.session;
  window.sent = [];
  kernel.anyMessage.connect((_, { direction, msg }) => {
    const { msg_type } = msg.header;
    if (direction === "send" && msg_type.startsWith("comm_"))
      window.sent.push(msg_type);
  });
}
"""
# For three turns of the clock by which the words are told.
CHANGES = """
async root => {
  const seen = [];
  const observer = new MutationObserver((records) => seen.push(...records));
  observer.observe(root, {
    subtree: true, attributes: true, childList: true, characterData: true,
  });
  await new Promise((done) => setTimeout(done, 3200));
  return seen.map(({ type, target, attributeName }) =>
    `${type} ${attributeName} ${target.className?.baseVal ?? target.className}`);
}
"""
# A bqplot whose figures render themselves in another way than we know.
ANOTHER_BQPLOT = """
async panel => {
  const mime = "application/vnd.jupyter.widget-view+json";
  const renderer = panel.content.rendermime.createRenderer(mime);
  const manager = await renderer._manager.promise;
  renderer.dispose();
  const Figure = (await manager.loadClass("Figure", "bqplot", "*")).prototype;
  const { renderImpl, render } = Figure;
  delete Figure.renderImpl;
  Figure.render = function () {
    this.displayed.then(() =>
      this.layoutPromise.then(() => renderImpl.call(this)));
  };
  window.mend = () => Object.assign(Figure, { renderImpl, render });
}
"""


def test_the_pane_draws_and_the_pointer_over_it_says_nothing(
    live: tuple[Notebook, Screen],
) -> None:
    notebook, screen = live
    assert set(screen.page.evaluate(DRAWN_BY)) == {"pane"}
    notebook.call(SENT)
    box = screen.root.locator(".wp-plot").bounding_box()
    assert box is not None
    settled = screen.see().points[0]
    x, y = settled[len(settled) // 2]
    for step in range(-20, 21, 2):
        screen.page.mouse.move(box["x"] + 38 + x, box["y"] + 8 + y + step)
    expect(screen.root.locator(".wp-readout")).to_contain_text("attendees")
    assert screen.page.evaluate("window.sent") == []


def test_nothing_is_written_while_nothing_changes(
    notebook: Callable[..., Notebook], town_hall: Event
) -> None:
    shown, screen = show(notebook(town_hall.show()))
    shown.do("feed.stop()")
    screen.until("seen.state === 'stopped'")
    # That it stopped changes the page, and the room for the chart: first that is drawn.
    screen.drawn()
    assert screen.root.evaluate(CHANGES) == []


def test_another_bqplot_draws_for_itself(
    notebook: Callable[..., Notebook], town_hall: Event
) -> None:
    shown = notebook(town_hall.show(), own_page=True)
    shown.call(ANOTHER_BQPLOT)
    try:
        _, screen = show(shown)
        assert set(screen.page.evaluate(DRAWN_BY)) == {"bqplot"}
        seen = screen.until("seen.state === 'live' && seen.lines[0].includes('L')")
        assert seen.labels
        screen.until("seen.to > arg", seen.to)
        screen.drag(".selection", -200)
        screen.until("seen.latest")
    finally:
        shown.page.evaluate("window.mend()")
