"""The pane as a page of its own: one file that loads nothing, alive without a kernel."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.errors import ConfigurationError
from webcast_widget.pane import contract
from webcast_widget.pane.synced import part_of_bundle

if TYPE_CHECKING:
    import os

    from webcast_widget.export.document import Still

_LEFT_OUT = {"chart", "overview", "delta"}
"""bqplot's figures, which the page draws itself, and what the history has already."""

TRAITS: Final = [name for name in contract.TRAITS if name not in _LEFT_OUT]
"""What the page is made of."""


def page(state: dict[str, Any], still: Still) -> bytes:
    """Write a page that shows what a pane has at this moment.

    Its script and its style are in it, and its content security policy allows these two
    by their hashes and nothing else: no network, and nothing that a text might smuggle in.

    Parameters
    ----------
    state
        The pane's synced traits as they travel.
    still
        What stands there where scripts do not run.

    Returns
    -------
    bytes
        HTML in UTF-8.
    """
    script, style = (part_of_bundle(name) for name in ("page.js", "page.css"))
    policy = (
        f"default-src 'none'; script-src {_hashed(script)}; style-src {_hashed(style)};"
        " img-src data:; base-uri 'none'; form-action 'none'"
    )
    name = html.escape(still.name)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name}: live analytics</title>
<style>{style}</style>
</head>
<body>
<main id="pane"></main>
<noscript>{still.as_html(live="")}</noscript>
<script type="application/json" id="state">{_written(state)}</script>
<script>{script}</script>
</body>
</html>
""".encode()


def checked(path: str | os.PathLike[str]) -> Path:
    """Give the path of a page.

    Raises
    ------
    ConfigurationError
        If its name does not end in ``.html``.
    """
    target = Path(path)
    if target.suffix.lower() != ".html":
        raise ConfigurationError(
            f"The pane is written as HTML: let the name {target.name!r} end in .html."
        )
    return target


def _written(state: dict[str, Any]) -> str:
    """Write the traits so that nothing in them ends the element that they stand in."""
    told = {name: state[name] for name in TRAITS} | {"delta": None}
    text = json.dumps(told, separators=(",", ":"), default=_packed)
    return text.replace("<", "\\u003c")


def _packed(rows: memoryview) -> dict[str, str]:
    """Write bytes, as ``js/src/host/page-model.ts`` reads them."""
    return {"base64": base64.b64encode(rows).decode()}


def _hashed(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
