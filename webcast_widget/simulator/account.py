"""The account: its events, its secrets, and the one clock that they happen in."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from webcast_widget.errors import ConfigurationError
from webcast_widget.simulator.faults.plan import FaultPlan

if TYPE_CHECKING:
    from webcast_widget.simulator.scenario import Scenario
    from webcast_widget.simulator.simulation import Simulation
    from webcast_widget.timeline.clock import Clock


MAX_MAILS = 100


class Mail(NamedTuple):
    """A mail that would be sent when an export is done: its number, and its files."""

    job: int
    email: str
    links: list[str]


class Account:
    """Some simulated events that belong together.

    Parameters
    ----------
    simulations
        At least one; the first names the account, its secrets and its generation.

    Attributes
    ----------
    main
        The first event.
    entries
        All events by their entry ids.
    exports
        The files that were exported, by the ids that the vendor would mail.
    outbox
        The mails that the vendor would have sent, newest last.
    faults
        Which requests fail; none unless told otherwise.

    Raises
    ------
    ConfigurationError
        There is none, two have the same entry id, or their clocks differ.
    """

    def __init__(self, *simulations: Simulation) -> None:
        if not simulations:
            message = "An account needs at least one simulation."
            raise ConfigurationError(message)
        self.main = simulations[0]
        self.exports: dict[str, bytes] = {}
        self.outbox: deque[Mail] = deque(maxlen=MAX_MAILS)
        self.faults = FaultPlan(self.scenario.seed)
        self.entries = {one.scenario.entry_id: one for one in simulations}
        if len(self.entries) < len(simulations):
            message = "Two simulations have the same entry_id: give each its own."
            raise ConfigurationError(message)
        if any(one.clock is not self.clock for one in simulations):
            message = (
                "The simulations of an account share one clock: give all the same."
            )
            raise ConfigurationError(message)

    @property
    def scenario(self) -> Scenario:
        """What the account's partner id and secrets come from."""
        return self.main.scenario

    @property
    def clock(self) -> Clock:
        """The clock whose time the events happen in."""
        return self.main.clock

    @property
    def is_kava(self) -> bool:
        """Whether the answers follow the rules of the later generation."""
        return self.scenario.generation == "kava"

    def now(self) -> float:
        """Give the present moment, epoch seconds, UTC."""
        return self.clock.now()

    def named(self, ids: str | None) -> list[Simulation]:
        """Give the known events of a comma list, by name; all of them for None."""
        if ids is None:
            found = list(self.entries.values())
        else:
            wanted = dict.fromkeys(part.strip() for part in ids.split(","))
            found = [self.entries[one] for one in wanted if one in self.entries]
        return sorted(found, key=lambda one: one.scenario.entry_name)
