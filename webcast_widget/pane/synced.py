"""What the pane is made of: the bundle, and the synced traits of the contract."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from ipywidgets import Widget, widget_serialization

from webcast_widget.errors import ConfigurationError
from webcast_widget.pane import contract, view

_STATIC = Path(__file__).parents[1] / "static"


def bundle(name: str) -> str | Path:
    """Give a part of the bundle: its text, or its path where it is to be watched.

    Of a path, anywidget keeps every pane alive: only ``ANYWIDGET_HMR=1``, which has it
    load what changes anew, is worth that.
    """
    watched = os.environ.get("ANYWIDGET_HMR") == "1"
    return _STATIC / name if watched else part_of_bundle(name)


def script() -> str:
    """Name the pane's script for the host that this runs in.

    A kernel of Jupyter's has a page with its widget manager, which shows bqplot's
    figures. Any other host may have none, as marimo has: there the pane brings figures
    of its own along, drawn where they are needed.
    """
    in_kernel = "ipykernel" in sys.modules and "marimo" not in sys.modules
    return "pane.js" if in_kernel else "alone.js"


def part_of_bundle(name: str) -> str:
    """Give the text of a part of the bundle.

    Raises
    ------
    ConfigurationError
        If the package was not built.
    """
    path = _STATIC / name
    if not path.is_file():
        raise ConfigurationError(
            f"The browser part of webcast_widget is missing ({path}): install the"
            " wheel, or run `make build` in a checkout."
        )
    return path.read_text(encoding="utf-8")


class _Settable(traitlets.Any):
    """A trait whose None is checked like any other value."""

    allow_none = False


def _traits() -> dict[str, traitlets.TraitType[Any, Any]]:
    """Make the synced traits from the contract."""
    made: dict[str, traitlets.TraitType[Any, Any]] = {}
    for name, trait in contract.TRAITS.items():
        if trait.type == "widget":
            made[name] = traitlets.Instance(Widget, allow_none=True).tag(
                sync=True, **widget_serialization
            )
        else:
            kind = _Settable if trait.from_browser else traitlets.Any
            made[name] = kind(trait.default, help=trait.doc).tag(sync=True)
    made["latest"].tag(to_json=lambda figures, _: view.unnamed(figures))
    made["delta"].tag(to_json=lambda series, _: view.delta(series))
    made["history"].tag(to_json=lambda _, pane: pane.snapshot())
    made["minutes"].tag(to_json=lambda _, pane: pane.all_minutes())
    return made


Synced: Any = type("Synced", (anywidget.AnyWidget,), _traits())
"""The widget with the contract's traits and nothing else."""
