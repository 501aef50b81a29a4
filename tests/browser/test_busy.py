"""A cell that runs does not stop the pane."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.screen import show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.browser.event import Event
    from tests.browser.notebook import Notebook
    from tests.browser.screen import Screen

BLOCK = "import pathlib, time\nwhile not pathlib.Path({!r}).exists(): time.sleep(0.01)"
STATUS = "panel => panel.sessionContext.session.kernel.status"


@pytest.fixture
def busy(
    notebook: Callable[..., Notebook], town_hall: Event, tmp_path: Path
) -> Iterator[tuple[Notebook, Screen, Path]]:
    """A drawn pane whose kernel is kept busy until a file appears."""
    done = tmp_path / "done"
    shown, screen = show(notebook(town_hall.show(), BLOCK.format(str(done))))
    screen.until("seen.state === 'live'")
    shown.begin(1)
    shown.until_page(f"({STATUS})(panel) === 'busy'")
    yield shown, screen, done
    done.touch()
    shown.until_page(f"({STATUS})(panel) === 'idle'")


def test_it_goes_on_while_a_cell_blocks(
    busy: tuple[Notebook, Screen, Path], town_hall: Event
) -> None:
    notebook, screen, _ = busy
    seen = screen.see()
    for _ in range(3):
        seen = screen.until("seen.slot > arg && seen.to >= seen.slot", seen.slot)
        assert seen.value == town_hall.truth.live[seen.slot]
        assert seen.state in {"live", "catching_up"}
    assert notebook.call(STATUS) == "busy"


def test_it_can_be_used_while_a_cell_blocks(
    busy: tuple[Notebook, Screen, Path],
) -> None:
    notebook, screen, done = busy
    before = screen.see()
    screen.drag(".selection", -200)
    # Let go of, it stands on whole slots.
    moved = screen.until(
        "seen.latest && seen.to % 10 === 0 && seen.lines[0] !== arg", before.lines[0]
    )
    assert moved.to < before.to
    screen.root.locator(".wp-toggle").click()
    screen.until("seen.config && !seen.analytics")
    with screen.page.expect_download() as waiting:
        screen.root.get_by_role("button", name="Export", exact=True).click()
        told = screen.root.locator(".wp-told:visible")
        expect(told).to_have_text("Waiting for the kernel, which is busy")
        assert notebook.call(STATUS) == "busy"
        done.touch()
        screen.root.get_by_role("menuitem", name="CSV").click()
    assert waiting.value.suggested_filename.endswith(".csv")
    # Once the cell has ended, Python knows all of it.
    notebook.until("pane.visible", value=False)
    notebook.until("[t.timestamp() for t in pane.window]", [moved.from_, moved.to])
