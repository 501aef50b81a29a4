"""An event and earlier ones, minute by minute, and what stands out of them in words."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from webcast_widget.analysis import words
from webcast_widget.analysis.notebook import table_html
from webcast_widget.analysis.ranks import rank, ranked
from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.slots import MINUTE_S

START: Final = "start"


@dataclass(frozen=True)
class Comparison:
    """An event and those before it, aligned.

    Parameters
    ----------
    this
        Name of the event that is compared: the last one given.
    earlier
        Names of the others, in the order given.
    frame
        Live viewers on average in each minute, a column for each event, indexed by
        ``minute`` since the alignment (negative before a mark); NaN without data.
    band
        Of the earlier ones, in each minute: ``low``, ``median``, ``high``, viewers, and
        ``events``, how many have data then.
    table
        A row for each event; ``attrs["units"]`` has the columns' units.
    align
        ``"start"``, or the title of the mark.
    coverage
        How often one more event like the earlier ones lies within their lowest and
        highest at a given minute, 0 to 1; None of less than two.
    sentences
        Its rank, in words, and what the band is worth.
    notes
        A sentence for each event that could not be compared.
    latest
        The newest minute of the event that is over.
    origin
        When its minute 0 begins, in its zone.
    """

    this: str
    earlier: tuple[str, ...]
    frame: pd.DataFrame = field(compare=False, repr=False)
    band: pd.DataFrame = field(compare=False, repr=False)
    table: pd.DataFrame = field(compare=False, repr=False)
    align: str = START
    coverage: float | None = None
    sentences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    latest: int = 0
    origin: pd.Timestamp | None = None

    @property
    def now(self) -> str:
        """Its rank at the newest minute that is over, in words; empty without data then."""
        here = self.frame.loc[self.frame.index == self.latest]
        known = (
            here[self.this].notna().any(),
            here[list(self.earlier)].notna().any(axis=None),
        )
        return self.rank(self.latest) if all(known) else ""

    @property
    def usual(self) -> str:
        """How its average stands to the earlier ones, in words; empty if unknown."""
        averages = self.table["average_viewers"]
        mine, others = averages[self.this], averages[list(self.earlier)].dropna()
        if pd.isna(mine) or others.empty:
            return ""
        return rank(float(mine), others.tolist())

    def rank(self, minute: int) -> str:
        """Say how many of the earlier events this one is above at a minute.

        Raises
        ------
        ConfigurationError
            If this event, or every earlier one, has no data then.
        """
        mine = self.frame[self.this].dropna()
        if minute not in mine.index:
            raise ConfigurationError(
                f"{self.this} has no data at minute {minute}: choose one from"
                f" {mine.index.min()!s} to {mine.index.max()!s}."
            )
        others = self.frame[list(self.earlier)].loc[[minute]].to_numpy()[0]
        here = others[~np.isnan(others)].tolist()
        said = ranked(float(mine.loc[[minute]].iloc[0]), here)
        return f"At minute {minute} there were {said}."

    def moved(self, start: pd.Timestamp, end: pd.Timestamp) -> pd.Series:
        """Give by which share each event's attendance changed over the same minutes.

        Parameters
        ----------
        start, end
            Of this event; the change is from the whole minute before `start` to the
            first one that begins at `end` or later.

        Returns
        -------
        pandas.Series
            A float64 for each event, by name: -0.25 where a quarter was lost. NaN where an
            event has no data in one of the two minutes, or nobody was there in the first.
        """
        if self.origin is None:
            return pd.Series(np.nan, index=self.frame.columns)
        since, until = ((at - self.origin).total_seconds() for at in (start, end))
        minutes = [math.floor(since / MINUTE_S) - 1, math.ceil(until / MINUTE_S)]
        before, after = self.frame.reindex(minutes).to_numpy(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            changed = np.where(before > 0, after / before - 1, np.nan)
        return pd.Series(changed, index=self.frame.columns)

    def to_frame(self) -> pd.DataFrame:
        """Give a row for each event; ``attrs["units"]`` has the columns' units."""
        return self.table

    def _repr_html_(self) -> str:
        rows = [
            (
                str(name),
                words.count(row["peak_viewers"]),
                words.count(row["average_viewers"]),
                words.length(row["length_s"]),
                words.decimal(row["avg_buffering_s_per_min"], 2),
                words.share(row["coverage"]),
            )
            for name, row in self.table.astype(object)
            .where(self.table.notna(), None)
            .iterrows()
        ]
        heads = (
            "Event",
            "Peak",
            "Average",
            "Length",
            "Buffering, s per min",
            "Coverage",
        )
        return table_html(heads, rows, " ".join([*self.sentences, *self.notes]))
