"""The exported page in a real browser: styled, silent, and nothing in it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from webcast_widget.export import Provenance, to_bytes
from webcast_widget.timeline.records import Batch, Event, Slot
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

START = 1_795_342_500  # 2026-11-22T10:15:00Z
HOSTILE = "</title></style><script>document.title = 'run'</script><img src=x>"


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    line = Timeline()
    slots = [Slot(START + 10 * at, 100 + at % 30, 5, 1) for at in range(180)]
    line.merge(Batch(slots, as_of=START + 1800.0), now=0.0)
    about = Provenance(Event("1_a", HOSTILE), HOSTILE, START + 1800.0, "0.1.0")
    path = tmp_path / "event.html"
    path.write_bytes(to_bytes(line.frame(), about, "html"))
    return path


def test_the_page_loads_nothing_and_runs_nothing(
    browser: Browser, page_file: Path
) -> None:
    said: list[str] = []
    asked: list[str] = []
    page = browser.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())
    assert asked == [page_file.as_uri()]
    assert said == []
    assert page.title() == f"{HOSTILE}: report"
    assert page.locator("h1").inner_text() == HOSTILE
    assert page.locator("svg .line.live").count() == 1
    # Its policy lets its own style in.
    assert page.locator("main").evaluate("it => getComputedStyle(it).maxWidth") == (
        "1048px"
    )
    page.close()


def test_its_policy_stops_what_somebody_adds(browser: Browser, page_file: Path) -> None:
    whole = page_file.read_text()
    added = (
        "<script>document.title = 'run'</script><style>main { max-width: 7px }</style>"
    )
    page_file.write_text(whole.replace("<main>", f"{added}<main>"))
    page = browser.new_page()
    page.goto(page_file.as_uri())
    assert page.title() == f"{HOSTILE}: report"
    assert page.locator("main").evaluate("it => getComputedStyle(it).maxWidth") == (
        "1048px"
    )
    page.close()


def test_it_fits_a_narrow_screen(browser: Browser, page_file: Path) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(page_file.as_uri())
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) == 360
    page.close()
