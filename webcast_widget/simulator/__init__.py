"""A backend on loopback: a seeded audience, counted and served as the vendor does.

It needs no account and no network. What it simulates is a `Scenario`; `Simulation`
runs it in the time of a clock; `running` serves it on 127.0.0.1 and `create_app`
gives the ASGI application alone.
"""

from __future__ import annotations

from webcast_widget.errors import MissingDependencyError

try:
    import cryptography  # noqa: F401 - it is part of an extra, so ask first
    import starlette  # noqa: F401
    import uvicorn  # noqa: F401
except ImportError as error:
    message = (
        "The simulator needs starlette, uvicorn and cryptography: "
        "pip install 'webcast-widget[simulator]'."
    )
    raise MissingDependencyError(message) from error

from webcast_widget.simulator.account import Account
from webcast_widget.simulator.http.app import create_app
from webcast_widget.simulator.scenario import Group, Scenario
from webcast_widget.simulator.series import weekly
from webcast_widget.simulator.serve import Server, running
from webcast_widget.simulator.simulation import Simulation

__all__ = [
    "Account",
    "Group",
    "Scenario",
    "Server",
    "Simulation",
    "create_app",
    "running",
    "weekly",
]
