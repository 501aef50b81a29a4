"""What is done when a rule fires or clears: a line, a command, a webhook."""

from __future__ import annotations

import contextlib
import json
import logging
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import httpx
import pandas as pd

from webcast_widget.analysis import alerts as rules
from webcast_widget.errors import ConfigurationError
from webcast_widget.sources.logs import redact
from webcast_widget.sources.secret import Secret
from webcast_widget.timeline.origin import without_secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from webcast_widget.analysis.alerts import Alert, Firing, Rule
    from webcast_widget.analysis.alerts.watch import Watched

logger = logging.getLogger(__name__)

PATIENCE_S: Final = 10.0
"""A command or a webhook gets this long, seconds."""


def read_rules(path: Path) -> list[Alert]:
    """Read a file of rules; see `webcast_widget.alerts.parse`.

    Raises
    ------
    ConfigurationError
        If it cannot be read, or a rule cannot be used.
    """
    try:
        return rules.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(
            f"The file {str(path)!r} cannot be read as text: give a TOML file of rules."
        ) from None


@contextlib.contextmanager
def alerting(
    feed: Watched, alerts: Sequence[Alert], say: Callable[[str, bool], None]
) -> Iterator[None]:
    """Watch a feed by rules, and do what they ask for, one thing after the other.

    Nothing of it holds up the feed, and a command or a webhook that fails is said in
    the log of the process. At the end what has begun is waited for.

    Parameters
    ----------
    feed
        What is watched.
    alerts
        The rules and their deeds; none is fine.
    say
        Told a line when a rule fires or clears.
    """
    if not alerts:
        yield
        return
    deeds = {alert.rule.name: alert for alert in alerts}
    with ThreadPoolExecutor(1, "alerts") as worker:

        def tell(rule: Rule, what: str, firing: Firing) -> None:
            say(f"{rule.name}: {what}", True)  # noqa: FBT003 - the line's own flag
            worker.submit(_do, deeds[rule.name], message(what, firing))

        watch = rules.watch(feed, [alert.rule for alert in alerts], tell)
        try:
            yield
        finally:
            watch.stop()


def message(what: str, firing: Firing) -> bytes:
    """Give what a command reads and a webhook is sent: JSON, moments in UTC."""
    slot = firing.fired if firing.cleared is None else firing.cleared
    told = {
        "event": firing.event,
        "rule": firing.rule,
        "state": what,
        "at": pd.Timestamp(slot, unit="s", tz="UTC").isoformat(),
        "value": firing.value,
    }
    return json.dumps(told).encode()


def _do(alert: Alert, body: bytes) -> None:
    if alert.command:
        try:
            subprocess.run(  # noqa: S603 - the user's own command, without a shell
                alert.command,
                input=body,
                check=True,
                timeout=PATIENCE_S,
                stdout=subprocess.DEVNULL,
            )
        except (OSError, subprocess.SubprocessError) as error:
            logger.warning(
                "The command of the alert %r failed (%s).",
                alert.rule.name,
                type(error).__name__,
            )
    if alert.webhook:
        # The log of whoever sends it repeats the address, which gives access to it.
        hidden = Secret(alert.webhook)
        redact()
        try:
            headers = {"Content-Type": "application/json"}
            httpx.post(
                hidden.reveal(), content=body, headers=headers, timeout=PATIENCE_S
            ).raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            logger.warning(
                "The webhook of the alert %r at %s failed (%s).",
                alert.rule.name,
                urlsplit(without_secrets(alert.webhook)).netloc,
                type(error).__name__,
            )
