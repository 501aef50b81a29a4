"""A rule by what it means in words, which is its name where it has no other. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from webcast_widget.analysis.alerts.rule import WATCHED, Rule
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.figures import FIGURES

_LIMIT: Final = re.compile(r"(?P<side>above|below) (?P<limit>\S+) (?P<unit>.+) for ")
_LASTING: Final = re.compile(
    r".* for (?P<for_>[\d,]+ (?:h|min|s)(?: \d+ (?:min|s))?)\Z"
)


_EXACT: Final = re.compile(r"-?\d+(\.\d+)?\Z")
_DIGITS: Final = 5
"""More are rounded in a name."""


@lru_cache(maxsize=256)
def rule_of(name: str) -> Rule | None:
    """Give the rule that means this in words; None for any other text.

    A recording keeps no more of a rule than its name and these words. What they do not
    say is as `Rule` has it.

    >>> rule_of("Attendees below 500 viewers for 3 min").below
    500.0
    """
    lasting = _LASTING.match(name)
    if lasting is None:
        return None
    for_ = lasting["for_"].replace(",", "")
    for figure in WATCHED:
        label = FIGURES[figure].label
        if name.startswith(f"No {label.lower()} for "):
            found = _made(figure, for_, no_data=True)
        elif told := _LIMIT.match(name.removeprefix(f"{label} ")):
            found = _made(figure, for_, **{told["side"]: _number(told["limit"])})
        else:
            continue
        if found is not None and found.name == name:
            return found
    return None


def _made(figure: str, for_: str, **limit: float | bool | None) -> Rule | None:
    try:
        return Rule(figure, for_=for_, **limit)  # type: ignore[arg-type]
    except ConfigurationError:
        return None


def _number(text: str) -> float | None:
    """Give a limit as it was; None where the name has it rounded."""
    if not _EXACT.match(text) or len(re.sub(r"\D", "", text).lstrip("0")) > _DIGITS:
        return None
    return float(text)
