"""Take pictures of every state of the pane: `python -m tests.browser.screenshots DIR`.

With a name behind it, such as `replay`, those of one kind alone. For people to look at;
no test compares them.
"""

from __future__ import annotations

import contextlib
import itertools
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser import chromium
from tests.browser.event import Event, event
from tests.browser.flagged import ALERTS, flags
from tests.browser.lab import Lab
from tests.browser.notebook import Notebook
from tests.browser.recorded import record
from tests.browser.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

WIDTH = 860
NARROW = 340
RESIZE = "(root, width) => { root.parentElement.style.width = `${width}px`; }"


class Studio:
    """One page of JupyterLab in one theme, and a folder for the pictures."""

    def __init__(self, page: Page, lab: Lab, folder: Path, theme: str) -> None:
        self.page = page
        self.lab = lab
        self.folder = folder
        self.theme = theme
        self._numbers = itertools.count()
        page.evaluate(
            "theme => jupyterapp.commands.execute('apputils:change-theme', { theme })",
            f"JupyterLab {theme.title()}",
        )
        light = "true" if theme == "light" else "false"
        expect(page.locator("body")).to_have_attribute("data-jp-theme-light", light)

    @contextlib.contextmanager
    def pane(self, code: str, width: int = WIDTH) -> Iterator[tuple[Notebook, Screen]]:
        """Show a pane on a kernel of its own."""
        name = f"{self.theme}-{next(self._numbers)}.ipynb"
        self.lab.write_notebook(name, [code])
        kernel = self.lab.start_kernel()
        notebook = Notebook(self.page, name, kernel)
        notebook.run(0)
        screen = Screen(notebook.root.locator(".webcast-pane"))
        screen.root.evaluate(RESIZE, width)
        yield notebook, screen
        notebook.close()
        self.lab.call("DELETE", f"kernels/{kernel}")

    def take(self, screen: Screen, name: str) -> None:
        # bqplot takes a third of a second to notice its size: until no more changes.
        self.page.wait_for_function(
            """async root => {
              const drawn = () => [...root.querySelectorAll(".bqplot svg")]
                .map((svg) => svg.outerHTML).join();
              const before = drawn();
              await new Promise((done) => setTimeout(done, 500));
              return before === drawn();
            }""",
            arg=screen.root.element_handle(),
        )
        # The pointer would be on the picture.
        self.page.mouse.move(1, 1)
        screen.root.screenshot(path=self.folder / f"{name}-{self.theme}.png")


def settled(screen: Screen) -> None:
    screen.drawn()
    screen.until("seen.state === 'live'")


def normal(studio: Studio, town_hall: Event) -> None:
    # Of an admin's the quality of single slots is asked for too, which takes a while.
    with studio.pane(town_hall.show(secret=town_hall.server.admin_secret)) as shown:
        shown[1].until("seen.state === 'catching_up' && seen.lines[0]")
        path = studio.folder / f"catching-up-{studio.theme}.png"
        shown[1].root.screenshot(path=path)
    with studio.pane(town_hall.show()) as (notebook, screen):
        settled(screen)
        studio.take(screen, "live")
        screen.drag(".selection", -250)
        screen.until("seen.latest")
        studio.take(screen, "scrolled-back")
        box = screen.root.locator(".wp-plot").bounding_box()
        assert box is not None
        studio.page.mouse.move(box["x"] + 300, box["y"] + 100)
        screen.root.screenshot(path=studio.folder / f"readout-{studio.theme}.png")
        screen.root.locator(".wp-footer .wp-export").click()
        studio.take(screen, "export-menu")
        screen.root.locator(".wp-toggle").click()
        screen.until("seen.config")
        studio.take(screen, "configuration")
        field = screen.root.get_by_label("Time zone")
        field.fill("Mars/Olympus")
        field.press("Tab")
        studio.take(screen, "configuration-wrong-zone")
        screen.root.locator(".wp-toggle").click()
        notebook.do("pane.window = None\nfeed.stop()")
        screen.until("seen.state === 'stopped'")
        studio.take(screen, "stopped")
        notebook.call("panel => panel.sessionContext.session.kernel.restart()")
        screen.until("seen.chip === 'No kernel'")
        studio.take(screen, "no-kernel")


def gap(studio: Studio) -> None:
    # The collector fails at 35 % of the event: 20 minutes ago.
    scenario = {"started_ago_s": 3300, "duration_s": 6000, "outage_s": 300}
    with (
        event(speed=1, viewers=1200, **scenario) as with_gap,
        studio.pane(with_gap.show()) as (_, screen),
    ):
        settled(screen)
        studio.take(screen, "gap")


def narrow(studio: Studio, town_hall: Event) -> None:
    with studio.pane(town_hall.show(), NARROW) as (_, screen):
        settled(screen)
        studio.take(screen, "narrow")
        screen.drag(".selection", -60)
        screen.until("seen.latest")
        studio.take(screen, "narrow-scrolled-back")
        screen.root.locator(".wp-toggle").click()
        screen.until("seen.config")
        studio.take(screen, "narrow-configuration")


def audience(studio: Studio, later: Event) -> None:
    shown = later.show(secret=later.server.admin_secret)
    for width, name in ((WIDTH, "audience"), (NARROW, "audience-narrow")):
        with studio.pane(shown, width) as (_, screen):
            settled(screen)
            screen.root.locator(".wp-who").click()
            expect(screen.root.get_by_role("group", name="Came from")).to_be_visible(
                timeout=60_000
            )
            studio.take(screen, name)


def edge(studio: Studio) -> None:
    with (
        event(speed=6, viewers=1200) as town_hall,
        studio.pane(town_hall.show('window="5min"')) as (notebook, screen),
    ):
        settled(screen)
        studio.take(screen, "edge-guessed")
        # Until enough slots were seen to settle.
        notebook.until("feed.latest.estimate.high - feed.latest.estimate.low < 100")
        studio.take(screen, "edge")
        box = screen.root.locator(".wp-plot .plotarea_events").bounding_box()
        assert box is not None
        studio.page.mouse.move(box["x"] + box["width"] * 0.925, box["y"] + 100)
        screen.root.screenshot(path=studio.folder / f"edge-readout-{studio.theme}.png")
        screen.root.evaluate(RESIZE, NARROW)
        studio.take(screen, "edge-narrow")


# Earlier events like this one, at other sizes.
USUAL = """
from webcast_widget.timeline.from_frame import timeline_of
feed.refresh()
earlier = []
for weeks, size in enumerate((0.7, 0.8, 0.85, 0.95, 1.1), 1):
    frame = feed.df
    frame.index = frame.index - 7 * weeks * pandas.Timedelta("1D")
    smooth = frame["live_viewers"].astype("float").rolling(30, 1, center=True).mean()
    frame["live_viewers"] = (smooth * size).round().astype("Int64")
    frame["avg_bitrate_kbps"] = frame["avg_bitrate_kbps"] * (0.94 + weeks / 50)
    frame["avg_buffering_s_per_min"] = frame["avg_buffering_s_per_min"] * size
    frame["dvr_viewers"] = (frame["dvr_viewers"].astype("float") * size).round()
    earlier.append(timeline_of(frame))
pane.usual = earlier
"""


def usual(studio: Studio, town_hall: Event) -> None:
    with studio.pane(town_hall.show()) as (notebook, screen):
        settled(screen)
        notebook.do("import pandas")
        notebook.do(USUAL)
        expect(screen.root.locator(".wp-standing")).to_be_visible(timeout=60_000)
        studio.take(screen, "usual")
        screen.root.evaluate(RESIZE, NARROW)
        studio.take(screen, "usual-narrow")
        screen.root.evaluate(RESIZE, 360)
        screen.root.get_by_role("button", name="Pin Average bitrate").click()
        studio.take(screen, "usual-pinned-360")


def figures(studio: Studio, town_hall: Event) -> None:
    with studio.pane(town_hall.show()) as (_, screen):
        settled(screen)
        for metric in ("avg_buffering_s_per_min", "avg_bitrate_kbps", "dvr_viewers"):
            screen.root.locator(f'[data-metric="{metric}"]').click()
            studio.take(screen, f"figure-{metric}")
        box = screen.root.locator(".wp-plot").bounding_box()
        assert box is not None
        studio.page.mouse.move(box["x"] + 300, box["y"] + 100)
        screen.root.screenshot(path=studio.folder / f"figure-read-{studio.theme}.png")
        screen.root.locator('[data-metric="avg_bitrate_kbps"]').click()
        screen.root.evaluate(RESIZE, 360)
        studio.take(screen, "figure-narrow")
        screen.root.get_by_role("button", name="Pin Attendees").click()
        studio.take(screen, "pinned-narrow")
        screen.root.evaluate(RESIZE, WIDTH)
        studio.take(screen, "pinned")
        studio.page.mouse.move(box["x"] + 300, box["y"] + 100)
        screen.root.screenshot(path=studio.folder / f"pinned-read-{studio.theme}.png")
        screen.root.locator('[data-metric="peak_viewers"]').click()
        studio.take(screen, "pinned-swapped")
        screen.root.get_by_role("button", name="Pin Average bitrate").click()
        screen.root.evaluate(RESIZE, 360)
        screen.root.get_by_role("button", name="Table").click()
        studio.take(screen, "table-narrow")
        screen.root.evaluate(RESIZE, WIDTH)
        studio.take(screen, "table")


def young(studio: Studio) -> None:
    with (
        event(speed=1, viewers=1200, started_ago_s=420) as just_begun,
        studio.pane(just_begun.show()) as (_, screen),
    ):
        settled(screen)
        studio.take(screen, "short-event")


def broken(studio: Studio, town_hall: Event) -> None:
    with event(speed=1, viewers=1200, started_ago_s=4000) as gone:
        shown = studio.pane(gone.show())
        _, screen = shown.__enter__()
        settled(screen)
    with contextlib.ExitStack() as stack:
        stack.push(shown)
        screen.until("seen.state === 'unreachable'")
        studio.take(screen, "unreachable")
    with studio.pane(town_hall.show(secret="0" * 32)) as (_, screen):
        screen.until("seen.state === 'signed_out'")
        studio.take(screen, "signed-out")
    unknown = town_hall.show().replace(town_hall.server.entry_id, "1_nosuch00")
    with studio.pane(unknown) as (_, screen):
        screen.until("seen.state === 'unknown_event'")
        studio.take(screen, "unknown-event")
    with studio.pane(town_hall.show(service_url="http://127.0.0.1:9")) as (_, screen):
        screen.until("seen.state === 'unreachable'")
        studio.take(screen, "unreachable-from-the-start")


def replayed(studio: Studio) -> None:
    path = studio.lab.root / "town-hall.webcast"
    if not path.exists():
        record(path)
    shown = (
        "import webcast_widget as ww\n"
        f"event = ww.open({path.name!r})\n"
        "for at, title in (('13:45', 'Welcome'), ('13:58', 'Demo'), ('14:20', 'Q&A')):\n"
        "    event.mark(title, at)\n"
        "feed = event.replay(speed=60)\n"
        "pane = ww.WebcastPane(feed)\npane"
    )
    with studio.pane(shown) as (notebook, screen):
        screen.drawn()
        # Everything stands still on a picture.
        notebook.do("feed.pause(); feed.seek('30m'); feed.speed = 0.1; feed.play()")
        screen.until("seen.state === 'replaying'")
        studio.take(screen, "replay")
        screen.root.get_by_role("slider", name="Moment of the replay").focus()
        studio.take(screen, "replay-focus")
        notebook.do("feed.pause()")
        screen.until("seen.state === 'paused'")
        studio.take(screen, "replay-paused")
        screen.root.locator(".wp-toggle").click()
        screen.until("seen.config")
        studio.take(screen, "replay-configuration")
        screen.root.locator(".wp-toggle").click()
        notebook.do("feed.seek('90m')")
        screen.until("seen.state === 'ended'")
        studio.take(screen, "replay-ended")
    with studio.pane(shown, NARROW) as (notebook, screen):
        screen.drawn()
        notebook.do("feed.pause(); feed.seek('30m')")
        screen.until("seen.state === 'paused'")
        studio.take(screen, "replay-narrow")
        screen.root.evaluate(RESIZE, 360)
        studio.take(screen, "replay-360")


def walled(studio: Studio, *events: Event) -> None:
    """Take a wall: of events that go on, of one that is over, and of one that is gone."""
    name = "elsewhere, with a name that is longer than its card is wide"
    over = event(started_ago_s=5400, duration_s=3600, entry_name="Onboarding, Madrid")
    gone = event(speed=1, entry_name=f"Investor call {name}")
    with contextlib.ExitStack() as stack:
        shown = [*events, stack.enter_context(over), gone.__enter__()]
        feeds = "".join(each.connect() + "feeds.append(feed)\n" for each in shown)
        code = f"feeds = []\n{feeds}wall = ww.wall(feeds)\nwall"
        with studio.pane(code, 1000) as (notebook, screen):
            root = screen.root.page.locator(".wp-wall")
            expect(root.locator(".wp-number[data-value]")).to_have_count(len(shown))
            gone.__exit__(None, None, None)
            expect(root).to_contain_text("stale")
            notebook.do(ALERTS.replace("feed", "feeds[0]"))
            expect(root).to_contain_text("Alert: ")
            for width, size in ((1000, "wall"), (NARROW, "wall-narrow")):
                root.evaluate(RESIZE, width)
                studio.take(screen, size)
            root.evaluate(RESIZE, 1000)
            root.locator(".wp-card").first.click()
            notebook.until("wall.opened", 0)
            drawn = Screen(notebook.root.locator(".webcast-pane").nth(1))
            drawn.drawn()
            path = studio.folder / f"wall-opened-{studio.theme}.png"
            notebook.root.locator(".jp-OutputArea").first.screenshot(path=path)


def main(folder: Path, only: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        town_hall = stack.enter_context(event(speed=4, viewers=1200))
        later = stack.enter_context(event(speed=4, viewers=1200, generation="kava"))
        playwright = stack.enter_context(chromium.driver())
        path = chromium.find(playwright)
        if path is None:
            sys.exit(chromium.MISSING)
        browser = chromium.launch(playwright, path)
        stack.callback(browser.close)
        lab = Lab(home, {})
        stack.callback(lab.stop)
        for theme in ("light", "dark"):
            page = browser.new_page(
                viewport={"width": 1100, "height": 900}, device_scale_factor=2
            )
            page.goto(f"{lab.url}/lab?token={lab.token}")
            chromium.wait_for_lab(page)
            studio = Studio(page, lab, folder, theme)
            states = {
                "replay": partial(replayed, studio),
                "normal": partial(normal, studio, town_hall),
                "gap": partial(gap, studio),
                "narrow": partial(narrow, studio, town_hall),
                "audience": partial(audience, studio, later),
                "edge": partial(edge, studio),
                "usual": partial(usual, studio, town_hall),
                "flags": partial(flags, studio, town_hall, RESIZE),
                "figures": partial(figures, studio, town_hall),
                "young": partial(young, studio),
                "wall": partial(walled, studio, town_hall, later),
                "broken": partial(broken, studio, town_hall),
            }
            for name, take in states.items():
                if only in {"", name}:
                    take()
            page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
