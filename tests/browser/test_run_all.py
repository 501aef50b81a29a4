"""Running all cells of the first notebook leaves the pane in sight."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.event import Event
    from tests.browser.notebook import Notebook

FIRST = Path(__file__).parents[2] / "notebooks" / "01-live-pane.ipynb"
LONG = "print('\\n'.join(map(str, range(200))))"
RUN_ALL = """
async (panel) => {
  window.jupyterapp.shell.activateById(panel.id);
  panel.content.activate();
  await window.jupyterapp.commands.execute("notebook:run-all-cells");
}
"""
IN_SIGHT = """[...panel.node.querySelectorAll(".webcast-pane")].some((pane) => {
  const seen = panel.content.node.getBoundingClientRect();
  const at = pane.getBoundingClientRect();
  return at.height > 200 && at.top < seen.bottom - 200 && at.bottom > seen.top + 200;
})
"""


def test_the_first_notebook_ends_with_the_pane() -> None:
    *_, last = json.loads(FIRST.read_text(encoding="utf-8"))["cells"]
    assert last["cell_type"] == "code"
    assert "".join(last["source"]).split()[0] == "pane"


def test_running_all_cells_leaves_the_pane_in_sight(
    notebook: Callable[..., Notebook], town_hall: Event
) -> None:
    # In a page of its own: one that was loaded anew has another notebook on top.
    shown = notebook(town_hall.show(), LONG, LONG, "pane", own_page=True)
    shown.call(RUN_ALL)
    shown.until_page(IN_SIGHT)
