"""The run sheet on the screen: where Python says that its items are."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.screen import Screen, show
from tests.browser.test_saved import SAVE, opened_anew, show_to_save

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Locator

    from tests.browser.event import Event
    from tests.browser.lab import Lab
    from tests.browser.notebook import Notebook

# Begins and ends on the grid of minutes, so that both sides name the same moments.
SHEET = """
import pandas
newest = feed.latest.newest.floor("1min")
for before, title in ((25, "Results"), (12, "Product demo"), (2, "Q&A"), (-30, "Thanks")):
    feed.mark(title, newest - before * pandas.Timedelta("1min"))
feed.stop()
"""
# Where each flag, pole and tick is, as the moment that stands there on the chart.
LANES = """
root => {
  const area = (host) =>
    root.querySelector(`${host} .plotarea_events`).getBoundingClientRect();
  const share = (element, within) => {
    const { left, right } = element.getBoundingClientRect();
    return [(left - within.left) / within.width, (right - within.left) / within.width];
  };
  const [chart, over] = [area(".wp-plot"), area(".wp-overview")];
  const all = (selector) => [...root.querySelectorAll(selector)];
  return {
    flags: all(".wp-flags .wp-flag").map((each) => ({
      said: each.getAttribute("aria-label"),
      label: each.textContent,
      at: Number(each.dataset.from),
      share: share(each, chart),
      cut: each.firstElementChild.getBoundingClientRect().right >
        each.getBoundingClientRect().right + 0.5,
    })),
    alerts: all(".wp-of-alerts").map((each) => share(each, chart)),
    poles: all(".wp-of-flags").map((each) => share(each, chart)[0]),
    ticks: all(".wp-mtick").map((each) => share(each, over)[0]),
    width: chart.width,
    running: root.querySelector(".wp-running").textContent,
  };
}
"""
STARTS = "[each.timestamp() for each in feed.marks.start]"


def lanes(screen: Screen) -> dict[str, Any]:
    told: dict[str, Any] = screen.root.evaluate(LANES)
    return told


@pytest.fixture
def marked(
    notebook: Callable[..., Notebook], town_hall: Event
) -> tuple[Notebook, Screen]:
    shown, screen = show(notebook(town_hall.show(), own_kernel=True))
    shown.do(SHEET)
    expect(screen.root.locator(".wp-flags .wp-flag").nth(2)).to_be_visible(
        timeout=60_000
    )
    return shown, screen


def test_the_flags_are_where_the_frame_has_them(
    marked: tuple[Notebook, Screen], browser: Browser, lab: Lab
) -> None:
    shown, screen = marked
    seen, told = screen.drawn(), lanes(screen)
    from_, to = shown.ask("[each.timestamp() for each in pane.window]")
    starts = shown.ask(STARTS)
    known = dict(zip(starts, shown.ask("feed.marks.title.tolist()"), strict=True))
    ends = dict(itertools.pairwise(starts))
    assert (seen.from_, seen.to) == (from_, to)
    inside = [at for at in starts if at <= to and ends.get(at, to + 1) > from_]
    assert [flag["at"] for flag in told["flags"]] == inside
    pixel = 1 / told["width"]
    for flag in told["flags"]:
        at = flag["at"]
        assert flag["said"].startswith(known[at])
        begin, end = (
            (min(max(each, from_), to) - from_) / (to - from_)
            for each in (at, ends.get(at, to))
        )
        assert flag["share"] == pytest.approx([begin, end], abs=2 * pixel)
        assert not flag["cut"]
        assert flag["label"] in {known[at], "Product\u2026", ""}
    begun = [(at - from_) / (to - from_) for at in inside if at >= from_]
    assert told["poles"] == pytest.approx(begun, abs=2 * pixel)
    first, last = shown.ask("[feed.extent().first, feed.extent().last]")
    ticks = [(at - first) / (last - first) for at in starts if first <= at <= last]
    assert told["ticks"] == pytest.approx(ticks, abs=2 * pixel)
    # The page of its own draws its figures itself; its lanes are the same.
    shown.do("pane.to_html('flags.html')")
    width = screen.root.evaluate("root => root.getBoundingClientRect().width")
    page = browser.new_page()
    page.goto(f"file://{lab.root / 'flags.html'}")
    own = Screen(page.locator(".webcast-pane"))
    own.drawn()
    own.root.evaluate("(root, width) => { root.style.width = `${width}px`; }", width)
    page.evaluate(
        "new Promise((done) => setTimeout(() => requestAnimationFrame(done), 50))"
    )
    again = lanes(own)
    page.close()
    assert [flag["at"] for flag in again["flags"]] == inside
    assert again["poles"] == pytest.approx(told["poles"], abs=2 * pixel)


def test_what_runs_is_named_while_it_does(
    notebook: Callable[..., Notebook], town_hall: Event
) -> None:
    shown, screen = show(notebook(town_hall.show(), own_kernel=True))
    # The simulated event has items of its own.
    shown.do("import pandas")
    shown.do("feed.mark('Break', feed.latest.newest - pandas.Timedelta('10s'))")
    expect(screen.root.locator(".wp-running")).to_contain_text("Break")
    told = lanes(screen)
    assert told["running"].startswith("; Break since ")
    current = screen.root.locator(".wp-flags [aria-current]")
    assert (current.get_attribute("aria-label") or "").endswith(", running")
    shown.do("feed.stop()")
    screen.until("seen.state === 'stopped'")
    assert not screen.root.locator(".wp-running").is_visible()
    assert current.count() == 0


def test_what_begins_is_marked_by_keyboard_and_taken_back(
    notebook: Callable[..., Notebook], town_hall: Event
) -> None:
    shown, screen = show(notebook(town_hall.show(), own_kernel=True))
    # The server tells items of its own.
    shown.until("len(feed.marks) > 0")
    plot, keyboard = screen.root.locator(".wp-plot"), screen.page.keyboard
    plot.focus()
    keyboard.press("m")
    keyboard.type("Questions & <b>answers")
    keyboard.press("Escape")
    expect(screen.root.get_by_role("button", name="Mark now")).to_be_focused()
    keyboard.press("m")
    keyboard.type("Questions & <b>answers")
    keyboard.press("Enter")
    told = screen.root.locator(".wp-footer .wp-told")
    expect(told).to_contain_text("Marked \u201cQuestions & <b>answers\u201d at ")
    expect(screen.root.get_by_role("button", name="Mark now")).to_be_focused()
    mine = "feed.marks[feed.marks.title.str.startswith('Questions')]"
    ((title, at),) = shown.ask(f"{mine}[['title', 'start']].values.tolist()")
    assert title == "Questions & <b>answers"
    assert at[11:19] in (told.text_content() or "")
    assert abs(shown.ask(f"feed.now() - {mine}.start.iloc[0].timestamp()")) < 400
    # It is on the chart with the next slot, and once more it is none.
    flag = screen.root.get_by_role("button", name="Questions & <b>answers, since")
    expect(flag).to_be_visible(timeout=60_000)
    flag.focus()
    keyboard.press("Delete")
    expect(flag).to_have_count(0)
    assert shown.ask(f"len({mine})") == 0
    assert screen.root.evaluate("root => root.contains(document.activeElement)")


# A rule that fires and goes on, and one that fired and cleared.
WATCHED = """
from webcast_widget import alerts
from webcast_widget.analysis.alerts.told import Told
newest = int(feed.latest.newest.timestamp())
name = alerts.Rule("avg_buffering_s_per_min", above=0.8, for_="3min").name
feed.take_alerts([Told(name, "fired", newest - 1200, 1.1),
                  Told(name, "cleared", newest - 900)])
watch = alerts.watch(feed, alerts.Rule("live_viewers", above=1, for_="1min", name="Open"))
"""


# What comes next takes its place, and may come at once.
HEAR = """
element => {
  window.heard = [];
  new MutationObserver(() => heard.push(element.textContent)).observe(element, {
    childList: true, characterData: true, subtree: true,
  });
}
"""


def test_alerts_are_where_the_frame_has_them(
    notebook: Callable[..., Notebook], town_hall: Event
) -> None:
    shown, screen = show(notebook(town_hall.show(), own_kernel=True))
    assert not screen.root.locator(".wp-alerts").is_visible()
    screen.root.locator(".wp-spoken").evaluate(HEAR)
    shown.do(WATCHED)
    banner = screen.root.locator(".wp-banner")
    expect(banner).to_contain_text("Alert: Open: attendees above 1, since ")
    screen.page.wait_for_function(
        "heard.some((said) => said.includes('Alert: Open: '))"
    )
    # Two slots later both are where they were, and the one that is on goes on.
    screen.until("seen.to >= arg + 20", screen.see().to)
    shown.do("watch.stop(); feed.stop()")
    screen.until("seen.state === 'stopped'")
    expect(banner).to_be_hidden()
    told = lanes(screen)
    from_, to = shown.ask("[each.timestamp() for each in pane.window]")
    shown.do("on = feed.alerts.fillna({'cleared': pane.window[1]})")
    moments = "[each.timestamp() for each in row]"
    rows = "on[['fired', 'cleared']].itertuples(index=False)"
    fired = sorted(shown.ask(f"[{moments} for row in {rows}]"))
    expected = [
        [(min(max(each, from_), to) - from_) / (to - from_) for each in pair]
        for pair in fired
        if pair[1] > from_
    ]
    pixel = 1 / told["width"]
    assert len(expected) == 2
    for seen, wanted in zip(told["alerts"], expected, strict=True):
        assert seen == pytest.approx(wanted, abs=2 * pixel)
    names = screen.root.locator(".wp-alerts .wp-flag")
    assert sorted(names.all_text_contents()) == ["Buffering above 0.8", "Open"]


def test_a_saved_pane_has_all_of_it_and_claims_nothing(
    notebook: Callable[..., Notebook], town_hall: Event, lab: Lab
) -> None:
    shown, screen = show_to_save(notebook, town_hall.show())
    shown.do(WATCHED)
    expect(screen.root.locator(".wp-alerts .wp-flag")).to_have_count(2)
    # Of a live event both are on; saved, nothing is.
    expect(screen.root.locator("[aria-current]").first).to_be_attached()
    shown.do("watch.stop(); feed.interval_s = 3600")
    screen.until("seen.to - seen.from === 1800")
    flags = screen.root.locator(".wp-flags .wp-flag")
    # They come with the frame after the one in which the window is another.
    expect(flags.first).to_be_attached()
    titles = [each.split(",")[0] for each in said(flags)]
    shown.call(SAVE)
    screen = opened_anew(shown, lab)
    screen.drawn()
    flags = screen.root.locator(".wp-flags .wp-flag")
    assert [each.split(",")[0] for each in said(flags)] == titles
    expect(screen.root.locator(".wp-alerts .wp-flag")).to_have_count(2)
    expect(screen.root.locator("[aria-current]")).to_have_count(0)
    expect(screen.root.locator(".wp-banner")).to_be_hidden()
    expect(screen.root.locator(".wp-running")).to_be_hidden()
    expect(screen.root.locator(".wp-mark")).to_be_hidden()
    screen.root.locator(".wp-plot").focus()
    screen.page.keyboard.press("m")
    expect(screen.root.locator(".wp-marking")).to_be_hidden()


def said(flags: Locator) -> list[str]:
    told: list[str] = flags.evaluate_all(
        "all => all.map((each) => each.getAttribute('aria-label'))"
    )
    return told
