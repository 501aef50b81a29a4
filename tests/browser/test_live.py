"""The pane of a live event: it draws, and its numbers are the true ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.event import event
from tests.browser.screen import show

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from tests.browser.event import Event
    from tests.browser.notebook import Notebook
    from tests.browser.screen import Screen, Seen

TILES = {"avg_bitrate_kbps", "avg_buffering_s_per_min", "dvr_viewers", "peak_viewers"}


def test_the_pane_draws(live: tuple[Notebook, Screen]) -> None:
    _, screen = live
    seen = screen.until("seen.state === 'live'")
    assert seen.name == "Quarterly town hall"
    assert seen.chip == "Live"
    assert seen.count == f"{seen.value:,}"
    assert set(seen.tiles) == TILES
    assert all(tile["value"] is not None for tile in seen.tiles.values())
    assert seen.to - seen.from_ == 1800
    assert seen.scroller
    settled, provisional = seen.points
    assert len(settled) > 150
    assert len(provisional) > 1
    overview = screen.root.locator(".wp-overview .curve path.area").get_attribute("d")
    assert overview is not None
    assert overview.count("L") > 500
    assert len(seen.labels) >= 3
    assert screen.root.locator(".wp-tile").count() == 4
    assert "UTC" in seen.subtitle
    assert seen.status.startswith("Updated")
    assert seen.status.endswith("every 10 s")
    units = {metric: tile["unit"] for metric, tile in seen.tiles.items()}
    assert units["avg_bitrate_kbps"] == "Mbps"
    assert units["avg_buffering_s_per_min"] == "s per min"
    moments = screen.root.locator(".wp-tfoot").all_inner_texts()
    assert [said.split()[0] for said in moments] == ["minute", "minute", "at", "at"]
    # Each with the curve of its figure.
    curves = screen.root.locator(".wp-spark path")
    assert all("L" in (path.get_attribute("d") or "") for path in curves.all())


def test_the_age_of_the_data_is_one_figure(notebook: Callable[..., Notebook]) -> None:
    """In the pane as in Python: at any second, as the browser's clock goes."""
    with event(speed=1) as unhurried:
        shown, screen = show(notebook(unhurried.show()))
        screen.until("/^Updated [0-9]+ s ago/.test(seen.status)")
        age = "feed.latest.data_age_s"
        for _ in range(10):
            before, status, after = shown.ask(age), screen.see().status, shown.ask(age)
            # An answer that comes between the questions makes the data younger.
            if before <= after:
                break
    assert before - 2 < int(status.split()[1]) < after + 2


def test_the_newest_slots_are_drawn_as_estimated(
    notebook: Callable[..., Notebook], town_hall: Event
) -> None:
    """To the pixel; of the running slot nothing is drawn."""
    shown, screen = show(notebook(town_hall.show()))
    screen.until("seen.state === 'live'")
    shown.until("feed.latest.estimate is not None")
    shown.do("feed.stop()")
    seen = screen.until("seen.state === 'stopped'")
    told = shown.ask(
        "[[int(v) for v in feed.df.live_estimate.dropna()],"
        " [int(v) for v in pane.visible_df[~pane.visible_df.provisional]"
        ".live_viewers.dropna()]]"
    )
    (estimated, values), (settled, drawn) = told, seen.points
    heights = [y for _, y in settled]
    per_viewer = (max(heights) - min(heights)) / (max(values) - min(values))
    assert len(drawn) == 1 + len(estimated)
    assert drawn[0] == settled[-1]
    for value, (_, y) in zip(estimated, drawn[1:], strict=True):
        expected = min(heights) + (max(values) - value) * per_viewer
        assert y == pytest.approx(expected, abs=1)
    assert screen.root.locator(".wp-legend").inner_text() == "estimated"
    # What is not of now does not claim to be.
    expect(screen.root.locator(".wp-about")).to_be_hidden()


def test_the_counter_is_true(live: tuple[Notebook, Screen], town_hall: Event) -> None:
    _, screen = live
    slots = []
    seen = screen.see()
    for _ in range(4):
        slots.append(seen.slot)
        assert seen.value == town_hall.truth.live[seen.slot]
        assert seen.count == f"{seen.value:,}"
        seen = screen.until("seen.slot > arg", seen.slot)
    assert slots == sorted(set(slots))


def test_the_tiles_are_true(live: tuple[Notebook, Screen], town_hall: Event) -> None:
    _, screen = live
    seen = screen.until("seen.state === 'live'")
    for _ in range(2):
        check_tiles(seen, town_hall.truth)
        minute = seen.tiles["avg_bitrate_kbps"]["at"]
        seen = screen.until("seen.tiles.avg_bitrate_kbps.at > arg", minute)


def check_tiles(seen: Seen, truth: pd.DataFrame) -> None:
    bitrate, buffering, dvr, peak = (seen.tiles[metric] for metric in sorted(TILES))
    assert bitrate["at"] == buffering["at"]
    assert bitrate["at"] % 60 == 0
    # The last full minute: its last slot is settled, the next minute's is not.
    assert seen.slot - 110 <= bitrate["at"] <= seen.slot - 50
    minute = truth.loc[bitrate["at"] : bitrate["at"] + 59].sum(numeric_only=True)
    kbps = minute.bitrate_sum / minute.bitrate_count
    assert bitrate["value"] == pytest.approx(kbps, abs=0.0051)
    assert bitrate["text"] == f"{bitrate['value'] / 1000:.2f}"
    beats = minute.plays + minute.live + minute.dvr
    assert buffering["value"] == pytest.approx(
        6 * minute.buffer_sum / beats, abs=0.0051
    )
    assert buffering["text"] == f"{buffering['value']:.2f}"
    assert dvr["at"] == seen.slot
    assert dvr["value"] == truth.dvr[seen.slot]
    settled = truth.live.loc[: seen.slot]
    assert peak["value"] == settled.max()
    assert peak["at"] == settled.idxmax()


def test_an_update_revises_and_extends_the_chart(
    live: tuple[Notebook, Screen], town_hall: Event
) -> None:
    notebook, screen = live
    before = screen.see()
    after = screen.until(
        # The figures are drawn in the animation frame after the numbers are set.
        "seen.to > arg[0] && String(seen.lines) !== arg[1]",
        [before.to, ",".join(before.lines)],
    )
    assert after.to - after.from_ == 1800
    notebook.do("feed.stop()")
    seen = screen.until("seen.state === 'stopped'")
    shown = notebook.ask(
        "{int(k.timestamp()): int(v) for k, v in feed.df.live_viewers.items()}"
    )
    settled = {int(slot): v for slot, v in shown.items() if int(slot) <= seen.slot}
    truth = town_hall.truth.live
    assert settled == truth.loc[: seen.slot].to_dict()
