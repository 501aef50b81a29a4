"""Exported from the pane: one file, and in it what `feed.df` holds."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from playwright.sync_api import expect

import webcast_widget as ww

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Download, Page

    from tests.browser.notebook import Notebook
    from tests.browser.screen import Screen

FORMATS = [("CSV", "csv"), ("Parquet", "parquet"), ("Excel", "xlsx")]


# For the page of all tests, until it is taken back.
SHADOW = "Object.defineProperty(navigator, 'clipboard', { configurable: true, value:"
REFUSALS = {
    "missing": f"{SHADOW} undefined }})",
    "refused": f"{SHADOW} {{ write: async () => {{ throw new Error('no'); }} }} }})",
}
ALLOWED = "delete navigator.clipboard"


@pytest.fixture
def downloads(page: Page) -> Iterator[list[Download]]:
    """All that the page downloads during a test."""
    taken: list[Download] = []

    def take(download: Download) -> None:
        taken.append(download)

    page.on("download", take)
    yield taken
    page.remove_listener("download", take)


def frozen(notebook: Notebook, screen: Screen, folder: Path) -> pd.DataFrame:
    """Wait for the whole history, stop the feed, and fetch its frame."""
    screen.until("seen.state === 'live'")
    notebook.do("feed.stop()")
    screen.until("seen.state === 'stopped'")
    path = folder / "feed.pkl"
    notebook.do(f"feed.df.to_pickle({str(path)!r})")
    frame = pd.read_pickle(path)  # noqa: S301 - our own kernel wrote it
    assert isinstance(frame, pd.DataFrame)
    assert len(frame) > 500
    return frame


def in_pandas(path: Path, frame: pd.DataFrame) -> pd.DataFrame:
    """Read a file as someone without this package would."""
    match path.suffix:
        case ".parquet":
            return pd.read_parquet(path)
        case ".csv":
            table = pd.read_csv(path, comment="#", index_col=0, parse_dates=True)
        case _:
            table = pd.read_excel(path, index_col=0)
            table.index = pd.DatetimeIndex(table.index).tz_localize("UTC")
    return table.astype(frame.dtypes)


def check(path: Path, frame: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(ww.read(path), frame, check_freq=False)
    pd.testing.assert_frame_equal(
        in_pandas(path, frame),
        frame,
        check_freq=False,
        check_names=False,
        check_index_type=False,
    )


def pick(screen: Screen, label: str) -> None:
    screen.root.get_by_role("button", name="Export", exact=True).click()
    screen.root.get_by_role("menuitem", name=label).click()


@pytest.mark.parametrize("place", ["analytics", "configuration"])
def test_each_format_holds_the_frame(
    live: tuple[Notebook, Screen],
    downloads: list[Download],
    tmp_path: Path,
    place: str,
) -> None:
    notebook, screen = live
    frame = frozen(notebook, screen, tmp_path)
    if place == "configuration":
        screen.root.locator(".wp-toggle").click()
        screen.until("seen.config")
    for label, ending in FORMATS:
        with screen.page.expect_download() as waiting:
            pick(screen, label)
        name = waiting.value.suggested_filename
        assert name.endswith(f".{ending}")
        told = screen.root.locator(".wp-told:visible")
        expect(told).to_have_text(f"Saved {name}")
        path = tmp_path / f"{place}.{ending}"
        waiting.value.save_as(path)
        check(path, frame)
    assert len(downloads) == len(FORMATS)


def test_the_menu_works_by_keyboard(
    live: tuple[Notebook, Screen], downloads: list[Download]
) -> None:
    _, screen = live
    button = screen.root.get_by_role("button", name="Export", exact=True)
    button.focus()
    button.press("ArrowDown")
    items = screen.root.get_by_role("menuitem")
    choices = screen.root.get_by_role("menuitemradio")
    expect(choices.nth(0)).to_be_focused()
    screen.page.keyboard.press("ArrowUp")
    expect(items.last).to_be_focused()
    screen.page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(items.nth(0)).to_be_hidden()
    button.press("ArrowDown")
    screen.page.keyboard.press("ArrowDown")
    screen.page.keyboard.press("ArrowDown")
    with screen.page.expect_download() as waiting:
        screen.page.keyboard.press("Enter")
    assert waiting.value.suggested_filename.endswith(".csv")
    assert len(downloads) == 1


@pytest.mark.parametrize(("label", "ending"), FORMATS)
def test_a_window_is_what_is_on_the_screen(
    live: tuple[Notebook, Screen], tmp_path: Path, label: str, ending: str
) -> None:
    notebook, screen = live
    frame = frozen(notebook, screen, tmp_path)
    first, last = frame.index[60], frame.index[180]
    notebook.do(f"pane.window = ({str(first)!r}, {str(last)!r})")
    ends = [int(first.timestamp()), int(last.timestamp())]
    screen.until("seen.from === arg[0] && seen.to === arg[1]", ends)
    button = screen.root.get_by_role("button", name="Export", exact=True)
    button.press("ArrowDown")
    expect(screen.root.get_by_role("menuitemradio").nth(0)).to_be_focused()
    screen.page.keyboard.press("ArrowDown")
    screen.page.keyboard.press("Enter")
    visible = screen.root.get_by_role("menuitemradio", name="Visible window")
    expect(visible).to_have_attribute("aria-checked", "true")
    expect(visible).to_be_focused()
    with screen.page.expect_download() as waiting:
        screen.root.get_by_role("menuitem", name=label).click()
    assert "_window_" in waiting.value.suggested_filename
    path = tmp_path / f"window.{ending}"
    waiting.value.save_as(path)
    check(path, frame.iloc[60:181])
    notebook.until("pane.settings['export_window']")


def test_the_page_and_the_document_open_by_themselves(
    live: tuple[Notebook, Screen], browser: Browser, tmp_path: Path
) -> None:
    notebook, screen = live
    frozen(notebook, screen, tmp_path)
    pages = {"Page (.html, interactive)": ".webcast-pane", "Document (.html)": "h1"}
    for label, there in pages.items():
        with screen.page.expect_download() as waiting:
            pick(screen, label)
        path = tmp_path / waiting.value.suggested_filename
        assert path.suffix == ".html"
        waiting.value.save_as(path)
        alone = browser.new_page()
        asked: list[str] = []
        alone.on("request", lambda request: asked.append(request.url))  # noqa: B023
        alone.goto(path.as_uri())
        expect(alone.locator(there)).to_be_visible()
        assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
        alone.close()


PICTURE = """
async () => {
  const [item] = await navigator.clipboard.read();
  const { width, height } = await createImageBitmap(await item.getType("image/png"));
  return [item.types, width, height];
}
"""


def test_a_picture_is_copied_and_saved(
    live: tuple[Notebook, Screen], tmp_path: Path
) -> None:
    notebook, screen = live
    frame = frozen(notebook, screen, tmp_path)
    first, last = frame.index[60], frame.index[180]
    notebook.do(f"pane.window = ({str(first)!r}, {str(last)!r})")
    ends = [int(first.timestamp()), int(last.timestamp())]
    screen.until("seen.from === arg[0] && seen.to === arg[1]", ends)
    told = screen.root.locator(".wp-told:visible")
    rights = ["clipboard-read", "clipboard-write"]
    screen.page.context.grant_permissions(rights)
    screen.page.bring_to_front()
    pick(screen, "Copy picture")
    expect(told).to_have_text(
        "Copied the picture, 2560 \N{MULTIPLICATION SIGN} 1440 pixels"
    )
    assert screen.page.evaluate(PICTURE) == [["image/png"], 2560, 1440]
    screen.page.context.clear_permissions()
    with screen.page.expect_download() as waiting:
        pick(screen, "Save picture (.png)")
    data = Path(waiting.value.path()).read_bytes()
    assert data.startswith(b"\x89PNG")
    assert struct.unpack(">II", data[16:24]) == (2560, 1440)
    with screen.page.expect_download() as waiting:
        pick(screen, "Save picture (.svg)")
    assert waiting.value.suggested_filename.endswith(".svg")
    check_picture(Path(waiting.value.path()).read_text("utf-8"), frame.iloc[60:181])


def check_picture(svg: str, frame: pd.DataFrame) -> None:
    """Hold the line of a picture against the frame: within half a pixel of it."""
    root = ET.fromstring(svg)  # noqa: S314 - our own page wrote it
    space = {"s": "http://www.w3.org/2000/svg"}
    left, right, bottom = 104, 1232, 608
    (line,) = root.findall(".//s:path[@class='settled']", space)
    points = re.findall(r"(-?[\d.]+),(-?[\d.]+)", line.attrib["d"])
    seen = frame["live_viewers"].dropna()
    assert len(points) == len(seen)
    # The numbers of the axis say how high an attendee is.
    numbers = [
        (number(each.text or ""), float(each.attrib["y"]) - 5)
        for each in root.findall(".//s:text[@text-anchor='end']", space)
        if each.attrib["x"] == str(left - 12)
    ]
    (low, zero), (high, top) = numbers[0], numbers[-1]
    assert (low, zero) == (0, bottom)
    length = (frame.index[-1] - frame.index[0]).total_seconds()
    for (x, y), (at, value) in zip(points, seen.items(), strict=True):
        assert isinstance(at, pd.Timestamp)
        after = (at - frame.index[0]).total_seconds()
        assert abs(float(x) - left - after / length * (right - left)) <= 0.5
        assert abs(float(y) - bottom - value * (top - bottom) / high) <= 0.5


def number(label: str) -> float:
    return float(label.removesuffix("k")) * (1000 if label.endswith("k") else 1)


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_picture_that_may_not_be_copied_is_saved(
    live: tuple[Notebook, Screen], refusal: str
) -> None:
    _, screen = live
    screen.page.evaluate(REFUSALS[refusal])
    with screen.page.expect_download() as waiting:
        pick(screen, "Copy picture")
    screen.page.evaluate(ALLOWED)
    name = waiting.value.suggested_filename
    assert name.endswith(".png")
    expect(screen.root.locator(".wp-told:visible")).to_have_text(
        f"The browser does not let a picture be copied here. Saved {name} instead."
    )


def test_two_views_download_one_file(
    live: tuple[Notebook, Screen], downloads: list[Download]
) -> None:
    notebook, screen = live
    notebook.run(notebook.add("pane"))
    expect(notebook.root.locator(".webcast-pane")).to_have_count(2)
    screen.root.locator(".wp-toggle").click()
    screen.until("seen.config")
    with screen.page.expect_download():
        pick(screen, "CSV")
    expect(notebook.root.locator(".wp-told:visible")).to_have_count(2)
    # What the kernel would have sent besides is here before this answer is.
    notebook.ask("pane.visible")
    assert len(downloads) == 1


def test_the_moments_are_in_the_panes_zone(
    live: tuple[Notebook, Screen], tmp_path: Path
) -> None:
    notebook, screen = live
    notebook.do("pane.time_zone = 'Asia/Kathmandu'")
    screen.until("seen.subtitle.includes('GMT+5:45')")
    frame = frozen(notebook, screen, tmp_path)
    screen.root.locator(".wp-toggle").click()
    screen.until("seen.config")
    with screen.page.expect_download() as waiting:
        pick(screen, "CSV")
    path = tmp_path / "kathmandu.csv"
    waiting.value.save_as(path)
    assert "+05:45" in path.read_text()
    pd.testing.assert_frame_equal(ww.read(path), frame, check_freq=False)
