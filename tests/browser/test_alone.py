"""A host without Jupyter's widget manager: the pane draws figures of its own."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.pane.conftest import long_event
from webcast_widget.feed import FinishedEvent
from webcast_widget.pane import WebcastPane, synced
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

STATE = re.compile(
    r'<script type="application/json" id="state">(.*?)</script>', re.DOTALL
)
# What such a host hands over: a model, and nothing that makes views of others.
HOST = """
async ([script, style, written]) => {
  const values = JSON.parse(written, (_, value) => typeof value?.base64 === "string"
    ? new DataView(Uint8Array.from(atob(value.base64), (c) => c.charCodeAt(0)).buffer)
    : value);
  const heard = [];
  const tell = (event, ...args) =>
    heard.filter(([name]) => name === event).forEach(([, fn]) => fn(...args));
  const model = {
    get: (key) => values[key],
    set: (key, value) => { values[key] = value; tell(`change:${key}`); },
    save_changes: () => {},
    send: () => {},
    on: (event, fn) => heard.push([event, fn]),
    off: () => {},
  };
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const { initialize, render } = (await import(url)).default();
  document.head.append(Object.assign(document.createElement("style"), {
    textContent: style,
  }));
  const el = document.body.appendChild(document.createElement("div"));
  const { signal } = new AbortController();
  initialize({ model, signal });
  render({ model, el, signal });
}
"""


def test_the_chart_and_its_scroller_are_drawn(browser: Browser, tmp_path: Path) -> None:
    line = Timeline()
    line.merge(long_event(), now=0.0)
    pane = WebcastPane(FinishedEvent(line))
    written = STATE.search(pane.to_html(tmp_path / "page.html").read_text("utf-8"))
    pane.close()
    assert written
    state = json.loads(written[1])
    bundle = [synced.part_of_bundle(name) for name in ("alone.js", "pane.css")]
    page = browser.new_page()
    page.goto("about:blank")
    page.evaluate(HOST, [*bundle, json.dumps(state)])
    # A line of the window's 181 slots.
    curve = page.locator(".wp-plot .wp-settled path.line")
    expect(curve).to_have_attribute("d", re.compile(r"(L[^L]+){100}"))
    expect(page.locator(".wp-overview .selection")).to_be_visible()
    page.close()
