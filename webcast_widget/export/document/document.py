"""The document: one file without a script, that loads nothing and escapes everything."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from webcast_widget.export.document.evidence import Evidence
from webcast_widget.export.document.figures import figures_of
from webcast_widget.export.document.sections import contents
from webcast_widget.export.document.sections.counted import footer, subtitle
from webcast_widget.export.document.sections.found import found, said
from webcast_widget.export.document.sections.tiles import tiles
from webcast_widget.export.document.templates import template, text
from webcast_widget.export.provenance import ends
from webcast_widget.export.table import local
from webcast_widget.export.text import one_line

if TYPE_CHECKING:
    import pandas as pd

    from webcast_widget.export.provenance import Provenance


def to_html(frame: pd.DataFrame, provenance: Provenance, **more: Any) -> bytes:
    """Write an event as a document for people: UTF-8, one file.

    Each section is there when there is something for it. The document has no script and
    loads nothing, and its content security policy forbids both. It cannot be read back.

    Parameters
    ----------
    frame
        A checked frame.
    provenance
        Where its numbers come from.
    more
        What else there is; see `Evidence`.
    """
    here = frame.set_axis(local(frame, provenance.zone))
    if provenance.window is not None:
        more = dict(zip(("start", "end"), ends(here), strict=True)) | more
    evidence = Evidence(here, provenance, **more)
    figures = figures_of(evidence)
    name = one_line(evidence.event.name) or one_line(evidence.event.id)
    style = text("document.css")
    page = template("document.html").render(
        name=name or "Untitled event",
        policy=_policy(style),
        # Ours, and nothing of anybody else's: the only text that is not escaped.
        style=Markup(style),  # noqa: S704 - a file of this package
        subtitle=subtitle(figures),
        verdict=said(figures),
        findings=found(figures),
        tiles=tiles(figures),
        rows=contents(figures),
        footer=footer(figures),
    )
    return page.encode()


def _policy(style: str) -> str:
    """Give the content security policy: our own style, and nothing else at all."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none';"
        " form-action 'none'"
    )
