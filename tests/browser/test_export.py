"""Exported from the pane: one file, and in it what `feed.df` holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from playwright.sync_api import expect

import webcast_widget as ww

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Download, Page

    from tests.browser.notebook import Notebook
    from tests.browser.screen import Screen

FORMATS = [("CSV", "csv"), ("Parquet", "parquet"), ("Excel", "xlsx")]


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


@pytest.mark.parametrize("place", ["menu", "configuration"])
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
    for label, ending in FORMATS:
        with screen.page.expect_download() as waiting:
            if place == "menu":
                screen.root.get_by_role("button", name="Export", exact=True).click()
                screen.root.get_by_role("menuitem", name=label).click()
            else:
                screen.root.get_by_role("button", name=f"Export as {label}").click()
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
        screen.root.get_by_role("button", name="Export", exact=True).click()
        with screen.page.expect_download() as waiting:
            screen.root.get_by_role("menuitem", name=label).click()
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


def test_two_views_download_one_file(
    live: tuple[Notebook, Screen], downloads: list[Download]
) -> None:
    notebook, screen = live
    notebook.run(notebook.add("pane"))
    expect(notebook.root.locator(".webcast-pane")).to_have_count(2)
    screen.root.locator(".wp-toggle").click()
    with screen.page.expect_download():
        screen.root.get_by_role("button", name="Export as CSV").click()
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
    with screen.page.expect_download() as waiting:
        screen.root.get_by_role("button", name="Export as CSV").click()
    path = tmp_path / "kathmandu.csv"
    waiting.value.save_as(path)
    assert "+05:45" in path.read_text()
    pd.testing.assert_frame_equal(ww.read(path), frame, check_freq=False)
