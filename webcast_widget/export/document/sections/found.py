"""What was found: the sentences at the top of the document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from webcast_widget.analysis.verdict import verdict
from webcast_widget.export.document.blocks import Finding, Words
from webcast_widget.export.text import one_line

if TYPE_CHECKING:
    from webcast_widget.export.document.figures import Figures

_FIRST: Final = re.compile(r"(.*?)((?: \(|[,;:] ).*|\.\Z)", re.DOTALL)
"""What comes first in a sentence, and the rest of it."""


def found(figures: Figures) -> list[Finding]:
    """Give what is damaged or missing, and the findings; what comes first is loudest."""
    trouble = one_line(figures.evidence.provenance.trouble)
    told = [(trouble, True)] if trouble else []
    told += [(each.text, each.is_trouble) for each in figures.findings]
    return [Finding(_loud_first(text), is_trouble) for text, is_trouble in told]


def said(figures: Figures) -> str:
    """Give the verdict; empty where nothing is known of the event."""
    usual = "" if figures.compared is None else figures.compared.usual
    return one_line(verdict(figures.summary, figures.findings, usual))


def _loud_first(text: str) -> tuple[Words, ...]:
    split = _FIRST.fullmatch(text)
    if split is None:
        return (Words(text, "strong"),)
    return Words(split[1], "strong"), Words(split[2])
