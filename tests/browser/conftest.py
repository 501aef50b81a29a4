"""One JupyterLab, one Chromium and one simulated event for all browser tests."""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.console import Console
from tests.browser.event import Event, event
from tests.browser.lab import Lab
from tests.browser.notebook import Notebook
from tests.browser.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

HERE = Path(__file__).parent
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SIZE = {"width": 1280, "height": 1400}
WAIT_MS = 20_000
WARM_UP = "import bqplot, ipywidgets, pandas, webcast_widget as ww; ww.KalturaSource"
CLEAN_UP = """
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


def find_chromium(playwright: Playwright) -> str:
    on_path = (shutil.which(name) for name in CHROMIUMS)
    found = next(filter(None, on_path), playwright.chromium.executable_path)
    if not Path(found).is_file():
        pytest.fail(
            "There is no Chromium for the browser tests: run `make test`, which"
            " installs one, or put one on the PATH.",
            pytrace=False,
        )
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        _loops.append(asyncio.get_running_loop())
        yield started
        asyncio._set_running_loop(_loops.pop())


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    browser = playwright.chromium.launch(
        executable_path=find_chromium(playwright), args=[*ARGUMENTS, *sandbox]
    )
    yield browser
    asyncio._set_running_loop(_loops[0])
    browser.close()


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
def browser_context(chromium: Browser) -> BrowserContext:
    context = chromium.new_context(viewport=SIZE)  # type: ignore[arg-type]
    context.set_default_timeout(WAIT_MS)
    return context


@pytest.fixture(scope="session")
def console(browser_context: BrowserContext) -> Console:
    return Console(browser_context)


def open_lab(context: BrowserContext, lab: Lab) -> Page:
    page = context.new_page()
    page.goto(f"{lab.url}/lab?token={lab.token}")
    wait_for_lab(page)
    return page


def wait_for_lab(page: Page) -> None:
    page.wait_for_function("() => window.jupyterapp !== undefined")
    page.evaluate(
        "async () => { await jupyterapp.restored; jupyterapp.shell.collapseLeft();"
        " jupyterapp.shell.mode = 'single-document'; }"
    )


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
    opened: list[Notebook] = []

    def make(*cells: str, own_kernel: bool = False) -> Notebook:
        name = f"notebook-{next(_numbers)}.ipynb"
        lab.write_notebook(name, list(cells))
        given = lab.start_kernel() if own_kernel else kernel
        opened.append(Notebook(page, name, given))
        opened[-1].do(WARM_UP)
        return opened[-1]

    yield make
    for each in opened:
        each.do(CLEAN_UP)
        each.close()
    said = console.take(*may_say)
    assert not said, "\n".join(said)


@pytest.fixture
def live(
    notebook: Callable[..., Notebook], town_hall: Event
) -> tuple[Notebook, Screen]:
    """The town hall's pane, shown by the first cell of a notebook, and drawn."""
    return show(notebook(town_hall.show()))


def show(shown: Notebook, index: int = 0) -> tuple[Notebook, Screen]:
    """Run the cell that shows a pane; wait until the pane is drawn."""
    shown.run(index)
    screen = Screen(shown.root.locator(".webcast-pane").first)
    screen.drawn()
    return shown, screen
