"""Serving a simulation on loopback, and nowhere else."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

import uvicorn

from webcast_widget.errors import ConfigurationError
from webcast_widget.simulator.account import Account
from webcast_widget.simulator.faults.connection import Severable
from webcast_widget.simulator.http.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

    from webcast_widget.simulator.simulation import Simulation

LOOPBACK = "127.0.0.1"
BACKLOG = 128
MAX_PORT = 65_535
STOP_S = 10.0


TICKS = 10
"""The server ticks so often in a second."""


class _Living(uvicorn.Server):
    """A server whose events go on though nobody asks.

    Else the first to ask after an hour would wait until that hour is lived through.
    """

    def __init__(self, config: uvicorn.Config, account: Account) -> None:
        super().__init__(config)
        self.account = account

    async def on_tick(self, counter: int) -> bool:
        if counter % TICKS == 0:
            for simulation in self.account.entries.values():
                simulation.catch_up()
        return await super().on_tick(counter)


class Server:
    """A simulation that is being served, in a daemon thread of its own.

    Parameters
    ----------
    simulation
        What is served.
    port
        Port on 127.0.0.1; 0 takes a free one.
    host
        Nothing but 127.0.0.1 is accepted: made-up numbers are for this machine only.

    Attributes
    ----------
    account
        What is served.
    simulation
        The first or only event of it.
    service_url
        Where, such as `http://127.0.0.1:8000`.
    partner_id, user_secret, admin_secret
        The account, and its secrets for user and for admin sessions.
    entry_id, clock
        The first event, and the clock whose time it happens in.
    """

    def __init__(
        self, simulation: Simulation | Account, port: int = 0, host: str = LOOPBACK
    ) -> None:
        if not isinstance(simulation, Account):
            simulation = Account(simulation)
        self.account = simulation
        self.simulation = self.account.main
        scenario = self.account.scenario
        self.partner_id, self.entry_id = scenario.partner_id, scenario.entry_id
        self.user_secret, self.admin_secret = (
            scenario.user_secret,
            scenario.admin_secret,
        )
        self.clock = self.account.clock
        self._socket = _listening(host, port)
        self.service_url = f"http://{LOOPBACK}:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            create_app(self.account),
            lifespan="off",
            # No configuration of logging: warnings go the way of all our logs.
            log_config=None,
            log_level="warning",
            access_log=False,
            # The date is the simulation's own.
            date_header=False,
            http=Severable,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=1,
        )
        self._server = _Living(config, self.account)
        # The socket listens already: who connects before the thread is up, waits.
        self._thread = threading.Thread(
            target=self._server.run,
            kwargs={"sockets": [self._socket]},
            name="webcast-simulator",
            daemon=True,
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop serving; wait until the thread has ended and the socket is closed."""
        self._server.should_exit = True
        # Requests that are made to wait do not hold it up.
        with self.account.faults.waiting.over():
            self._thread.join(STOP_S)
        # A thread that takes longer closes it itself, and trips over one that is closed.
        if not self._thread.is_alive():
            self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


@contextlib.contextmanager
def running(
    simulation: Simulation | Account, port: int = 0, host: str = LOOPBACK
) -> Iterator[Server]:
    """Serve a simulation on 127.0.0.1 for the length of a `with` block.

    Parameters
    ----------
    simulation
        What is served.
    port
        Port on 127.0.0.1; 0 takes a free one.
    host
        Nothing but 127.0.0.1 is accepted.

    Raises
    ------
    ConfigurationError
        The host or the port cannot be used.
    """
    with Server(simulation, port, host) as server:
        yield server


def _listening(host: str, port: int) -> socket.socket:
    if host != LOOPBACK:
        message = f"The simulator serves on {LOOPBACK} only, not on {host!r}."
        raise ConfigurationError(message)
    if not 0 <= port <= MAX_PORT:
        message = f"port must be between 0 and {MAX_PORT}, not {port}."
        raise ConfigurationError(message)
    # The protocol is named so that asyncio sends without waiting for more (Nagle): the
    # head and the body of an answer would else be 40 ms apart.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        message = (
            f"Port {port} on {LOOPBACK} cannot be used ({error.strerror}): "
            "choose another, or 0 for any free one."
        )
        raise ConfigurationError(message) from error
    return listener
