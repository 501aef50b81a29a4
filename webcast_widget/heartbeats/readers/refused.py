"""What could not be read: counted by reason, with samples, never silently gone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from webcast_widget.errors import HeartbeatsError

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_REFUSED = 1000
"""So many rows are refused unless a caller says otherwise."""

SAMPLES = 3
"""How many samples of each reason are kept."""

SAMPLE_CHARS = 200
"""Characters of a sample; the rest is cut off."""

Counts = tuple[Counter[str], dict[str, list[str]]]


@dataclass
class Refused:
    """Rows that a source held and that are not in the table.

    Parameters
    ----------
    by_reason
        Rows that should be heartbeats and cannot be read, by reason.
    samples
        For some reasons, the beginnings of some such rows as they came.
    ignored
        Rows that could be read and are something else (another request, another
        event of the player, a recording that was watched), by what they are.
    troubles
        One sentence for each input of which a part is missing from the table: a
        file that could not be read, or that was cut off.
    """

    by_reason: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[str]] = field(default_factory=dict)
    ignored: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)
    _later: list[Callable[[], Counts]] = field(default_factory=list, repr=False)

    @property
    def complete(self) -> bool:
        """Whether every input was read to its end."""
        return not self.troubles

    @property
    def total(self) -> int:
        """Number of rows refused; what a table lacks is counted when first asked."""
        self.settle()
        return self.by_reason.total()

    def later(self, count: Callable[[], Counts]) -> None:
        """Have something counted when it is first asked for, and only then."""
        self._later.append(count)

    def settle(self) -> None:
        """Count what was left for later: a query on each table that was handed over."""
        while self._later:
            counts, samples = self._later.pop()()
            for reason, number in counts.items():
                self.refuse(reason, number, samples.get(reason, []))

    def refuse(self, reason: str, number: int, samples: list[str]) -> None:
        """Count rows that cannot be read."""
        if number:
            self.by_reason[reason] += number
            kept = self.samples.setdefault(reason, [])
            kept += [one[:SAMPLE_CHARS] for one in samples[: SAMPLES - len(kept)]]

    def check(self, most: int | None) -> None:
        """Raise if more was refused than the caller allows.

        Parameters
        ----------
        most
            So many rows may be refused; None allows any number.

        Raises
        ------
        HeartbeatsError
            More were; the message names the reasons, and a sample.
        """
        if most is None or self.total <= most:
            return
        reasons = "; ".join(
            f"{reason}: {number:,}" for reason, number in self.by_reason.most_common()
        )
        worst = self.by_reason.most_common(1)[0][0]
        sample = next(iter(self.samples.get(worst, [])), "")
        such_as = f", such as {sample[:80]!r}" if sample else ""
        raise HeartbeatsError(
            f"More than {most:,} rows cannot be read ({reasons}{such_as}): check that "
            "the input is what it should be, or raise max_refused."
        )
