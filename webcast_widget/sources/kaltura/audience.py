"""Who is watching: what is asked for it once a minute, and what the answers say.

A server tells the live viewers of a slot by country and by device in a table each. How
many are on a platform, or came by the pages of a host, it tells when it is asked for that
one alone; which hosts there are, is known from where the plays began. Pure.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

from webcast_widget.errors import SourceError
from webcast_widget.sources.kaltura import calls, tables, wire
from webcast_widget.sources.kaltura.api_errors import checked
from webcast_widget.timeline.audience import OTHER, Audience
from webcast_widget.timeline.slots import MINUTE_S, SLOT_S, newest_settled

if TYPE_CHECKING:
    from collections.abc import Sequence

PLATFORMS: Final = ("Windows", "Mac OS X", "Android", "iOS", "Linux", "Chrome OS")
"""The families of operating systems that the vendor's own page lets one choose from."""

MOST_HOSTS: Final = 6
"""So many hosts are asked for: those where most plays began."""

_MOST_KNOWN = 1000
_PLAYS = "plays"
_TABLES = ("country", "device")


class Question(NamedTuple):
    """What one call asks: the viewers of one value, or of all values of a dimension."""

    dimension: str
    value: str
    call: dict[str, Any]


class AudiencePlan:
    """Which slot was asked about last, and where plays began until then."""

    def __init__(self) -> None:
        self._asked = 0
        self._told_until: int | None = None
        self._plays: Counter[str] = Counter()

    def due(self, now: float | None, oldest: int | None) -> int | None:
        """Give the slot that is to be asked about now; None as long as none is.

        Parameters
        ----------
        now
            The server's present, epoch seconds; None as long as it is not known.
        oldest
            The first slot of the event, epoch seconds; None as long as there is none.
        """
        if now is None or oldest is None:
            return None
        slot = newest_settled(now)
        return slot if slot >= max(oldest, self._asked + MINUTE_S) else None

    def questions(
        self, entry_id: str, slot: int, oldest: int, limit: int
    ) -> list[Question]:
        """Give what is asked about a slot.

        Parameters
        ----------
        entry_id
            The event.
        slot
            Start of the slot, epoch seconds.
        oldest
            As in `due`.
        limit
            How many calls at the most: a dimension that does not fit is left out.
        """
        hosts = [host for host, _ in self._plays.most_common(MOST_HOSTS)]
        since = oldest if self._told_until is None else self._told_until
        groups = [
            [Question("country", "", calls.by_country(entry_id, slot))],
            [Question("device", "", calls.by_device(entry_id, slot))],
            [Question(_PLAYS, "", calls.plays_by_page(entry_id, since, slot))],
            [
                Question("platform", name, calls.viewers(entry_id, slot, platform=name))
                for name in PLATFORMS
            ],
            [
                Question("referrer", name, calls.viewers(entry_id, slot, host=name))
                for name in hosts
            ],
        ]
        asked: list[Question] = []
        for group in groups:
            if len(asked) + len(group) <= limit:
                asked += group
        return asked

    def answer(
        self, slot: int, asked: Sequence[Question], answers: Sequence[Any]
    ) -> Audience | None:
        """Take the answers: what failed is left out.

        None if it is not known how many were watching; without any dimension if nobody
        was.
        """
        is_first = self._told_until is None
        viewers: dict[str, Counter[str]] = {}
        broken: set[str] = set()
        for (dimension, value, _), answer in zip(asked, answers, strict=True):
            try:
                told = _viewers(dimension, value, checked(answer))
            except SourceError:
                broken.add(dimension)
            else:
                viewers.setdefault(dimension, Counter()).update(told)
        if _PLAYS in viewers:
            self._began(viewers.pop(_PLAYS), slot)
        # Once it is known where plays began, the next poll asks of that too.
        is_known = is_first and bool(self._plays)
        self._asked = slot - MINUTE_S if is_known else slot
        # Either table has all viewers, under whichever name.
        wholes = [viewers[name].total() for name in _TABLES if name in viewers]
        if not wholes:
            return None
        if (whole := max(wholes)) == 0:
            return Audience(slot, {})
        for cells in viewers.values():
            # Those of whose value nobody was asked.
            cells[OTHER] += max(0, whole - cells.total())
        return Audience(
            slot,
            {
                name: dict(cells)
                for name, cells in viewers.items()
                if name not in broken
            },
        )

    def _began(self, plays: Counter[str], slot: int) -> None:
        self._plays.update(plays)
        self._plays = Counter(dict(self._plays.most_common(_MOST_KNOWN)))
        self._told_until = slot


def host_of(page: str) -> str:
    """Give the host of a page, with a scheme or without; nothing if it has none.

    >>> host_of("https://events.example.com/live?a=1"), host_of("example.com/a")
    ('events.example.com', 'example.com')
    """
    try:
        return urlsplit(page if "//" in page else f"//{page}").hostname or ""
    except ValueError:
        return ""


def _viewers(dimension: str, value: str, answer: Any) -> Counter[str]:
    """Read an answer: how many viewers, or plays, each value has."""
    found: Counter[str] = Counter()
    if dimension == _PLAYS:
        for page, count in wire.plays(answer):
            if host := host_of(page):
                found[host] += count
        return found
    for row in tables.rows(answer):
        if value:
            found[value] += tables.counted(row, "views")
        elif dimension == "device":
            # Ten seconds for each heartbeat is what this table tells.
            heartbeats = tables.counted(row, "sum_view_time") // SLOT_S
            found[row.get("device", "")] += heartbeats
        else:
            found[row.get("country", "")] += tables.counted(row, "views")
    return found
