"""Random heartbeats, and what each reader has to make of them, by plain Python."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tests.heartbeats import loops

if TYPE_CHECKING:
    import random

START = 1_795_360_000
FAR_OFF = (3, 253_402_200_007)
"""Moments of clocks that are wrong: in 1970, and in 9999."""

NAMES = ("u1", "J\xf6rg", "J\xe4rg", "O'Neil, Ann", "a;b|c", 'say "hi"', "", None)
COUNTRIES = ("France", "C\xf4te d'Ivoire", "NA", "", None)
BITRATES = (None, -1.0, 0.0, 400.0, 2500.0, 999_999.0, 2e6)
FRACTIONS = (2500.5, 2.125, 0.25, 1100.75)
BUFFERING = (None, -1.0, 0.0, 0.25, 0.5, 1.13, 9.5, 10.0, 12.0)
BROKEN = ("fast", "1.5 s", "2.500,5", "inf", "--", "0x10", "1_000", "1e999")


@dataclass(frozen=True)
class Beat:
    """A heartbeat as it was; and, in `odd`, the columns that are written wrongly."""

    us: int
    entry_id: str
    session_id: str
    event_type: int
    event_index: int
    bitrate: float | None
    buffer_time: float | None
    start_phase: int | None
    user_id: str | None
    country: str | None
    odd: dict[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Traits:
    """What the tables of a batch have, as not every spelling can hold it."""

    fractions: bool
    micros: bool
    broken: bool
    far: bool


def drawn(chance: random.Random, entries: int, traits: Traits) -> list[Beat]:
    """Draw a table for each of some entries."""
    return [
        beat
        for number in range(entries)
        for beat in _table(chance, f"1_{number:04d}", traits)
    ]


def _table(chance: random.Random, entry: str, traits: Traits) -> list[Beat]:
    rates = BITRATES + (FRACTIONS if traits.fractions else ())
    beats = []
    for place in range(chance.randint(1, 9)):
        second = START + chance.randrange(4_000)
        micros = chance.choice((0, 1, 250_000, 999_999)) if traits.micros else 0
        user = chance.choice(NAMES)
        beat = Beat(
            second * 10**6 + micros,
            entry,
            # Who names no user is told by the session, which is never empty then.
            chance.choice(("s1", "s2", "s3")),
            chance.choice((1, 1, 1, 2)),
            place + 1,
            chance.choice(rates),
            chance.choice(BUFFERING),
            chance.choice((None, *range(10))),
            user,
            chance.choice(COUNTRIES),
        )
        if traits.broken and chance.random() < 0.02:
            name = chance.choice(("bitrate", "buffer_time"))
            beat = replace(beat, odd={name: chance.choice(BROKEN)})
        beats.append(beat)
    if traits.far and len(beats) > 2 and chance.random() < 0.05:
        wrong = chance.randrange(len(beats))
        moment = chance.choice(FAR_OFF) * 10**6
        beats[wrong] = replace(beats[wrong], us=moment, odd={"ts": ""})
    return beats


def right(beats: list[Beat]) -> list[Beat]:
    """Give those that are written as they were."""
    return [beat for beat in beats if not beat.odd]


def logged(beat: Beat) -> Beat:
    """Give a heartbeat as an access log can hold it: whole, and not broken."""
    return replace(
        beat,
        us=beat.us // 10**6 * 10**6,
        bitrate=None if beat.bitrate is None else float(int(beat.bitrate)),
        odd={name: text for name, text in beat.odd.items() if name == "ts"},
    )


def meant(beat: Beat, columns: set[str], *, log: bool = False) -> tuple[Any, ...]:
    """Give what has to be read of a heartbeat, in a form that can be compared.

    Parameters
    ----------
    beat
        The heartbeat.
    columns
        The optional columns that the spelling can tell.
    log
        Whether it is in an access log, where a missing bitrate is 0 kbps.
    """
    rate = 0.0 if log and beat.bitrate is None else beat.bitrate
    told = {
        "start_phase": beat.start_phase,
        "user_id": beat.user_id or None,
        "country": beat.country or None,
    }
    return (
        beat.us,
        beat.entry_id,
        beat.session_id,
        beat.event_type,
        beat.event_index,
        loops.bitrate({"bitrate": rate}),
        loops.buffering({"buffer_time": beat.buffer_time}),
        *(value if name in columns else None for name, value in told.items()),
    )


def found(row: dict[str, Any]) -> tuple[Any, ...]:
    """Give what was read of a heartbeat in the same form."""
    names = ("us", "entry_id", "session_id", "event_type", "event_index")
    return (
        *(row[name] for name in names),
        loops.bitrate(row),
        loops.buffering(row),
        *(row.get(name) for name in ("start_phase", "user_id", "country")),
    )


def as_row(beat: Beat) -> dict[str, Any]:
    """Give a heartbeat as plain loops take it."""
    return {
        "ts": loops.moment(beat.us / 1e6),
        "entry_id": beat.entry_id,
        "session_id": beat.session_id,
        "event_type": beat.event_type,
        "event_index": beat.event_index,
        "bitrate": beat.bitrate,
        "buffer_time": beat.buffer_time,
        "start_phase": beat.start_phase,
        "user_id": beat.user_id,
        "country": beat.country,
    }
