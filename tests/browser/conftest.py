"""One JupyterLab, one Chromium and one simulated event for all browser tests."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import chromium
from tests.browser.console import Console
from tests.browser.event import Event, event
from tests.browser.lab import Lab
from tests.browser.notebook import Notebook
from tests.browser.screen import Screen, show

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

HERE = Path(__file__).parent
SIZE = {"width": 1280, "height": 1400}
READER = "en-GB"
"""Who reads all of it, but where it is about others."""
WAIT_MS = 60_000
WARM_UP = "import bqplot, ipywidgets, pandas, webcast_widget as ww; ww.KalturaSource"
# A kernel that was started anew in the test has loaded nothing, and need not for this.
CLEAN_UP = """
import sys
if "webcast_widget" in sys.modules:
    import webcast_widget as ww
    import ipywidgets
    from ipywidgets.widgets import widget
    from webcast_widget.feed import live
    for feed in list(live._running):
        feed.stop()
    for each in list(widget._instances.values()):
        if isinstance(each, ww.WebcastPane):
            each.close()
    ipywidgets.Widget.close_all()
get_ipython().run_line_magic("reset", "-sf")
"""
_numbers = itertools.count()
_loops: list[asyncio.AbstractEventLoop] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


# Between the calls to it, Playwright leaves its event loop marked as running. It is so
# for our tests alone: asynchronous tests of other rooms run in between.
@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup() -> Iterator[None]:
    if _loops:
        asyncio._set_running_loop(_loops[0])
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Iterator[None]:
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(None)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with chromium.driver() as started:
        _loops.append(asyncio.get_running_loop())
        yield started
        asyncio._set_running_loop(_loops.pop())


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = chromium.find(playwright)
    if path is None:
        pytest.fail(chromium.MISSING, pytrace=False)
    started = chromium.launch(playwright, path)
    yield started
    asyncio._set_running_loop(_loops[0])
    started.close()


@pytest.fixture(scope="session")
def town_hall() -> Iterator[Event]:
    """An event of eight hours, an hour and a half old when the tests begin."""
    with event() as served:
        yield served


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory, town_hall: Event) -> Iterator[Lab]:
    server = Lab(tmp_path_factory.mktemp("lab"), account(town_hall))
    try:
        yield server
    finally:
        server.stop()


def account(served: Event) -> dict[str, str]:
    return {
        "KALTURA_SERVICE_URL": served.server.service_url,
        "KALTURA_PARTNER_ID": str(served.server.partner_id),
        "KALTURA_SECRET": served.server.user_secret,
    }


@pytest.fixture(scope="session")
def browser_context(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport=SIZE, locale=READER)  # type: ignore[arg-type]
    context.set_default_timeout(WAIT_MS)
    expect.set_options(timeout=WAIT_MS)
    return context


@pytest.fixture(scope="session")
def console(browser_context: BrowserContext) -> Console:
    return Console(browser_context)


def open_lab(context: BrowserContext, lab: Lab, workspace: str = "shared") -> Page:
    page = context.new_page()
    page.goto(f"{lab.url}/lab/workspaces/{workspace}?token={lab.token}")
    chromium.wait_for_lab(page)
    return page


@pytest.fixture(scope="session")
def page(browser_context: BrowserContext, console: Console, lab: Lab) -> Page:
    assert console.take() == []
    return open_lab(browser_context, lab)


@pytest.fixture(scope="session")
def kernel(lab: Lab) -> str:
    """A kernel that the tests share; each leaves it as it found it."""
    return lab.start_kernel()


@pytest.fixture
def may_say() -> list[re.Pattern[str]]:
    """What else may stand on the console; a test that breaks something adds to it."""
    return []


@pytest.fixture
def notebook(
    lab: Lab, page: Page, kernel: str, console: Console, may_say: list[re.Pattern[str]]
) -> Iterator[Callable[..., Notebook]]:
    """Open a notebook with these cells; all that was opened is closed afterwards."""
    opened: list[tuple[Notebook, str]] = []

    def make(*cells: str, own_kernel: bool = False, own_page: bool = False) -> Notebook:
        name = f"notebook-{next(_numbers)}"
        lab.write_notebook(f"{name}.ipynb", list(cells))
        given = lab.start_kernel() if own_kernel else kernel
        where = open_lab(page.context, lab, name) if own_page else page
        made = Notebook(where, f"{name}.ipynb", given)
        opened.append((made, given))
        made.do(WARM_UP)
        return made

    yield make
    for each, given in opened:
        if each.page is not page and given != kernel:
            # All of it goes at once, with what was under way.
            each.page.close()
            lab.end_kernel(given)
            continue
        # Not before it is closed: it would look for the widgets that are gone.
        each.close(CLEAN_UP)
        if each.page is not page:
            each.page.close()
    said = console.take(*may_say)
    assert not said, "\n".join(said)


@pytest.fixture
def live(
    notebook: Callable[..., Notebook], town_hall: Event
) -> tuple[Notebook, Screen]:
    """The town hall's pane, shown by the first cell of a notebook, and drawn."""
    shown, screen = show(notebook(town_hall.show()))
    # Its run sheet comes later, and has its room from the chart.
    screen.root.locator(".wp-flag").first.wait_for()
    screen.drawn()
    return shown, screen
