"""Several views of one pane show one state."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import open_lab
from tests.browser.notebook import Notebook
from tests.browser.screen import Screen, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.event import Event
    from tests.browser.lab import Lab

# JupyterLab's own, when a notebook closes whose output once had a view of its own.
CLONED = re.compile(r"Cannot read properties of null \(reading 'changed'\)")
# Read in one go: nothing can arrive between the two.
SAME = """
() => {
  const said = [...document.querySelectorAll(".webcast-pane")].map((root) => [
    root.querySelector(".wp-count").dataset.slot,
    root.querySelector(".wp-count").textContent,
    root.querySelector(".wp-window").dataset.from,
    root.querySelector(".wp-window").dataset.to,
    root.querySelector(".wp-analytics").hidden,
    root.querySelector(".wp-plot .curve path.line")?.getAttribute("d").split("L").length,
    ...[...root.querySelectorAll(".wp-tile b")].map((each) => each.textContent),
  ].join());
  return said.length > 1 && new Set(said).size === 1;
}
"""


@pytest.fixture
def both(live: tuple[Notebook, Screen]) -> tuple[Notebook, Screen, Screen]:
    notebook, one = live
    notebook.run(notebook.add("pane"))
    other = Screen(notebook.root.locator(".webcast-pane").nth(1))
    other.drawn()
    return notebook, one, other


def test_they_agree_from_update_to_update(
    both: tuple[Notebook, Screen, Screen],
) -> None:
    _, one, other = both
    seen = other.see()
    for _ in range(3):
        one.page.wait_for_function(SAME)
        seen = other.until("seen.slot > arg", seen.slot)


def test_brushing_one_moves_the_other(both: tuple[Notebook, Screen, Screen]) -> None:
    notebook, one, other = both
    before = one.see()
    other.drag(".selection", -220)
    moved = one.until("seen.latest && seen.to < arg", before.to)
    one.page.wait_for_function(SAME)
    notebook.until("[t.timestamp() for t in pane.window]", [moved.from_, moved.to])
    brushes = [
        screen.root.locator(".wp-overview .selection").bounding_box()
        for screen in (one, other)
    ]
    first, second = (brush for brush in brushes if brush is not None)
    assert first["x"] == pytest.approx(second["x"], abs=1)
    assert first["width"] == pytest.approx(second["width"], abs=1)
    one.root.get_by_role("button", name="Go to latest").click()
    other.until("!seen.latest")


def test_hiding_one_hides_the_other(both: tuple[Notebook, Screen, Screen]) -> None:
    _, one, other = both
    other.root.locator(".wp-toggle").click()
    one.until("seen.config && !seen.analytics")
    one.root.locator(".wp-toggle").focus()
    one.page.keyboard.press("Alt+a")
    other.until("seen.analytics && !seen.config")
    one.page.wait_for_function(SAME)


def test_a_page_that_is_loaded_anew_its_new_view_and_another_kernel_show_it(
    notebook: Callable[..., Notebook],
    town_hall: Event,
    lab: Lab,
    may_say: list[re.Pattern[str]],
) -> None:
    may_say.append(CLONED)
    shown, first = show(notebook(town_hall.show(), own_kernel=True))
    shown.call("panel => panel.context.save()")
    tab = Notebook(open_lab(shown.page.context, lab, "another"), shown.path)
    tab.call("panel => { panel.content.activeCellIndex = 0; }")
    tab.page.evaluate(
        "async () => { jupyterapp.shell.mode = 'multiple-document';"
        " await jupyterapp.commands.execute('notebook:create-output-view'); }"
    )
    copy = Screen(tab.page.locator(".jp-LinkedOutputView .webcast-pane"))
    seen = copy.drawn()
    assert len(seen.points[0]) > 50
    tab.page.wait_for_function(SAME)
    copy.until("seen.slot > arg && seen.chip === 'Live'", seen.slot)
    tab.page.close()
    # Another kernel has its own, and both go on.
    slot = first.see().slot
    _, other = show(notebook(town_hall.show()))
    other.until("seen.slot > arg && seen.chip === 'Live'", slot)
    first.until("seen.slot > arg && seen.chip === 'Live'", slot)
