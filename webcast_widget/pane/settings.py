"""Settings of a pane, and how those that were chosen in it outlive its cell's next run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from webcast_widget.pane import contract
from webcast_widget.pane.charted import Charted

if TYPE_CHECKING:
    from collections.abc import Mapping

LASTING: Final = tuple(name for name in contract.SETTABLE if name != "window_end_s")
"""Where somebody looked back to is no setting: a cell that runs again shows the newest."""


class Settings(Charted):
    """A pane that is set: by its cell, by later code, by who looks at it."""

    _begun_with: Mapping[str, Any]
    _chosen: dict[str, Any]

    @property
    def settings(self) -> dict[str, Any]:
        """What the pane is set to, by the names of its traits.

        What was chosen in the browser is among it, and outlives running the cell again,
        unless the cell says otherwise than it did. A name can be set as an attribute.
        """
        return {name: getattr(self, name) for name in contract.SETTABLE}

    def _begin(self) -> None:
        """Note what the cell asks for."""
        self._begun_with, self._chosen = self.settings, {}

    def _choose(self, set_by_browser: Mapping[str, Any]) -> None:
        """Note what was chosen in the browser."""
        self._chosen |= {
            name: getattr(self, name) for name in set_by_browser if name in LASTING
        }

    def _take_over(self, earlier: Settings) -> None:
        """Take what was chosen in the pane of the cell's earlier run, and still holds."""
        for name, value in earlier._chosen.items():
            asked_alike = self._begun_with[name] == earlier._begun_with[name]
            if asked_alike and getattr(earlier, name) == value:
                setattr(self, name, value)
                self._chosen[name] = value
