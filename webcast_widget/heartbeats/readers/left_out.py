"""What could not be read: counted by reason, with samples, never silently gone."""

from __future__ import annotations

import warnings
from collections import Counter
from dataclasses import dataclass, field

from webcast_widget.errors import HeartbeatsError
from webcast_widget.heartbeats.readers.clocks import FAR

MAX_REFUSED = 1000
"""So many rows are refused unless a caller says otherwise."""

SAMPLES = 3
"""How many samples of each reason are kept."""

SAMPLE_CHARS = 200
"""Characters of a sample; the rest is cut off."""


@dataclass
class LeftOut:
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
        file that could not be read, or that was cut off; heartbeats whose clocks were
        years off.
    """

    by_reason: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[str]] = field(default_factory=dict)
    ignored: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether every input was read to its end, and every clock was right."""
        return not self.troubles

    @property
    def total(self) -> int:
        """Number of rows refused."""
        return self.by_reason.total()

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
        worst = self.by_reason.most_common(1)[0][0]
        sample = next(iter(self.samples.get(worst, [])), "")
        such_as = f", such as {sample[:80]!r}" if sample else ""
        raise HeartbeatsError(
            f"More than {most:,} rows cannot be read ({_told(self.by_reason)}{such_as}): check that "
            "the input is what it should be, or raise max_refused."
        )

    def warn(self) -> None:
        """Warn of what is missing, for results that cannot say so themselves."""
        said = list(self.troubles)
        # A clock that was wrong is a trouble, with its sentence.
        rest = Counter({one: n for one, n in self.by_reason.items() if one != FAR})
        if number := rest.total():
            rows = "row is" if number == 1 else "rows are"
            said.append(f"{number:,} {rows} no heartbeat: left out ({_told(rest)}).")
        for sentence in said:
            warnings.warn(sentence, UserWarning, stacklevel=4)

    def __add__(self, other: LeftOut) -> LeftOut:
        """Give what is left out of both together."""
        samples = {
            reason: [*self.samples.get(reason, []), *other.samples.get(reason, [])][
                :SAMPLES
            ]
            for reason in (*self.samples, *other.samples)
        }
        return LeftOut(
            self.by_reason + other.by_reason,
            samples,
            self.ignored + other.ignored,
            [*self.troubles, *other.troubles],
        )


def _told(reasons: Counter[str]) -> str:
    return "; ".join(
        f"{reason}: {number:,}" for reason, number in reasons.most_common()
    )
