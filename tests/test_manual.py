"""What the product page and the rooms' pages show runs as it stands, block by block.

Blocks marked ``py`` are shown and not run: they need a cluster.
"""

from __future__ import annotations

import gc
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

import webcast_widget as ww
from webcast_widget.simulator import Scenario, Simulation, running
from webcast_widget.simulator.raw_files import RawFiles
from webcast_widget.timeline.clock import SpedUpClock
from webcast_widget.timeline.figures import DTYPES, FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "webcast_widget").rglob("README.md"))]
TOWN_HALL = Scenario(viewers=60, started_ago_s=2400, duration_s=4 * 3600)


@pytest.fixture(scope="module")
def event(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The event that the pages name, behind an account that the environment names."""
    logs = tmp_path_factory.mktemp("raw")
    simulation = Simulation(TOWN_HALL, SpedUpClock(1))
    simulation.raw_files = RawFiles(logs)
    simulation.catch_up()
    simulation.raw_files.close([simulation])
    simulation.raw_files = None
    with running(simulation) as server:
        yield {
            "KALTURA_SERVICE_URL": server.service_url,
            "KALTURA_PARTNER_ID": str(server.partner_id),
            "KALTURA_SECRET": server.user_secret,
            "LOGS": str(logs),
        }


@pytest.mark.parametrize(
    "page",
    PAGES,
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_every_block_runs_as_it_stands(
    page: Path,
    event: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in event.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    raw = Path(event["LOGS"])
    (tmp_path / "heartbeats.parquet").symlink_to(raw / "heartbeats.parquet")
    for folder in ("logs", "day-1", "day-2"):
        (tmp_path / folder).mkdir()
        log = raw / "livestats.log.gz"
        (tmp_path / folder / log.name).symlink_to(log)
    document = Sybil(parsers=[PythonCodeBlockParser()]).parse(page)
    made: list[object] = []
    try:
        for block in document.examples():
            block.evaluate()
            # Before the next block gives a name to something else.
            made += document.namespace.values()
    finally:
        made += document.namespace.values()
        put_away(made)
        document.namespace.clear()


def put_away(made: list[object]) -> None:
    """End what the blocks began, as closing the notebook would."""
    for each in made:
        if isinstance(each, ww.WebcastPane):
            each.close()
        if isinstance(each, (ww.LiveFeed, ww.Replay)):
            each.stop()
    made.clear()
    gc.collect()
    for thread in threading.enumerate():
        if "webcast feed" in thread.name:
            thread.join(10)
            assert not thread.is_alive(), f"{thread.name} goes on"


@pytest.mark.parametrize("name", DTYPES)
def test_every_column_stands_in_the_table_with_its_unit_and_dtype(name: str) -> None:
    page = (ROOT / "webcast_widget/feed/README.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| `{name}` \|(.+)\|$", page, re.MULTILINE)
    assert row is not None
    unit, dtype, meaning = (cell.strip() for cell in row[1].split(" | "))
    assert unit == FIGURES[name].unit
    assert dtype == f"`{DTYPES[name]}`"
    assert meaning


def test_the_two_commands_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    block = page[page.index("## Two commands") : page.index("## Install")]
    named = set(re.findall(r"^make ([a-z-]+)", block, re.MULTILINE))
    assert named == {"demo", "test"}
    assert named <= targets


def test_the_product_page_can_be_read_in_half_a_minute() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) < 150


def test_every_link_of_every_page_leads_somewhere() -> None:
    for page in [*PAGES, ROOT / "CONTRIBUTING.md"]:
        for target in links(page):
            assert (page.parent / target).exists(), f"{page}: {target}"


def links(page: Path) -> list[str]:
    found = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    return [link.split("#")[0] for link in found if not link.startswith(("#", "http"))]
