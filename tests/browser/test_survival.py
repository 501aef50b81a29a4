"""A page that is loaded again, and a kernel that is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.census import COUNT
from tests.browser.chromium import wait_for_lab
from tests.browser.console import RESTART
from tests.browser.screen import SETTLED, SETTLED_POINTS, Screen, show

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from tests.browser.event import Event
    from tests.browser.notebook import Notebook


@pytest.fixture
def own(
    notebook: Callable[..., Notebook],
    town_hall: Event,
    may_say: list[re.Pattern[str]],
) -> tuple[Notebook, Screen]:
    """The town hall's pane in a page and on a kernel that no other test uses."""
    may_say.append(RESTART)
    return show(notebook(town_hall.show(), own_kernel=True, own_page=True))


def test_a_reload_brings_back_all_that_was_received(
    own: tuple[Notebook, Screen],
) -> None:
    notebook, screen = own
    screen.drag(".selection", -200)
    screen.until("seen.latest")
    notebook.until("pane.window_end_s is not None")
    screen.root.locator(".wp-flag").first.wait_for()
    before = screen.until("seen.fits && !seen.lines[1]")
    notebook.call("panel => panel.context.save()")
    slots = notebook.ask("len(feed.df)")
    notebook.page.reload()
    wait_for_lab(notebook.page)
    notebook.open()
    after = screen.drawn()
    assert (after.from_, after.to) == (before.from_, before.to)
    assert after.latest
    assert after.lines[0] == before.lines[0]
    notebook.do("feed.stop()")
    screen.until("seen.state === 'stopped'")
    # The whole event, slot by slot, what came before the reload included.
    assert notebook.ask("int(feed.df.live_viewers.count())") > slots
    notebook.do("pane.window = None\npane.window_s = 7 * 86_400")
    screen.until(f"{SETTLED_POINTS} === arg", notebook.ask(SETTLED))


def test_after_a_restart_the_pane_stays_and_says_so(
    own: tuple[Notebook, Screen],
) -> None:
    notebook, screen = own
    before = screen.see()
    notebook.call("panel => panel.sessionContext.session.kernel.restart()")
    gone = screen.until("seen.status.includes('kernel')")
    assert gone.status == (
        "The kernel is not connected. The chart shows what was received."
    )
    assert gone.chip == "No kernel"
    assert gone.subtitle.startswith("Live analytics, last data")
    assert gone.count == f"{gone.value:,}"
    screen.drag(".selection", -200)
    moved = screen.until("seen.latest && seen.to < arg", before.to)
    assert moved.to - moved.from_ == 1800
    screen.until("seen.lines[0] !== arg", gone.lines[0])
    screen.root.locator(".wp-toggle").click()
    screen.until("seen.config")
    screen.root.get_by_role("button", name="Export", exact=True).click()
    told = screen.root.locator(".wp-told:visible")
    expect(told).to_have_text("The kernel is not connected. Run the cell again.")
    notebook.run(0)
    again = screen.drawn()
    assert again.value is not None
    screen.until("seen.state === 'live' && seen.chip === 'Live'")


def test_a_restart_and_a_run_leave_one_pane_and_its_figures(
    own: tuple[Notebook, Screen],
) -> None:
    notebook, screen = own
    before = notebook.call(COUNT)
    for _ in range(2):
        notebook.call("panel => panel.sessionContext.session.kernel.restart()")
        screen.until("seen.status.includes('kernel')")
        notebook.run(0)
        screen = Screen(notebook.root.locator(".webcast-pane").first)
        screen.drawn()
        screen.until("seen.state === 'live'")
    after = notebook.call(COUNT)
    # The host keeps models that lost their kernel: a cell that is moved shows them again.
    for kind in ("figures", "panes", "tooltips"):
        assert after[kind] == before[kind], kind
