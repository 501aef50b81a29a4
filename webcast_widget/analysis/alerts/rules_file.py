"""Rules as TOML: what stands in a file for `webcast-widget record --alert`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any, Final

from webcast_widget.analysis import words
from webcast_widget.analysis.alerts.rule import Rule
from webcast_widget.errors import ConfigurationError

_ARGUMENTS: Final = {
    "figure": "figure",
    "above": "above",
    "below": "below",
    "no_data": "no_data",
    "clear": "clear",
    "for": "for_",
    "min_viewers": "min_viewers",
    "cooldown": "cooldown",
    "patience": "patience",
    "name": "name",
}
_DEEDS: Final = ("command", "webhook")


@dataclass(frozen=True)
class Alert:
    """A rule, and what is done when it fires or clears.

    Parameters
    ----------
    rule
        The rule.
    command
        A program and its arguments; empty for none.
    webhook
        An address that is sent JSON; empty for none.
    """

    rule: Rule
    command: tuple[str, ...] = ()
    webhook: str = ""


def parse(text: str) -> list[Alert]:
    """Read rules from TOML: a table ``[[rule]]`` for each.

    Parameters
    ----------
    text
        Each table has a ``figure`` and what else `Rule` takes, ``for`` without the
        underscore; and perhaps a ``command`` (an array of texts) or a ``webhook``.

    Raises
    ------
    ConfigurationError
        If it is no TOML, or a rule cannot be used; the message says which.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"The rules are no TOML: {error}.") from None
    for key in found:
        if key != "rule":
            raise ConfigurationError(
                f"The rules have a table {key!r}: write each rule under [[rule]]."
            )
    tables = found.get("rule", [])
    if not isinstance(tables, list) or not tables:
        raise ConfigurationError("There are no rules: write each under [[rule]].")
    return [_alert(number, table) for number, table in enumerate(tables, 1)]


def _alert(number: int, table: Any) -> Alert:
    where = f"Rule {number}"
    if not isinstance(table, dict) or "figure" not in table:
        raise ConfigurationError(f"{where} names no figure: give one.")
    known = [*_ARGUMENTS, *_DEEDS]
    for key in table:
        if key not in known:
            raise ConfigurationError(
                f"{where} has a key {key!r}: {words.suggestion(key, known)}"
            )
    arguments = {_ARGUMENTS[key]: v for key, v in table.items() if key in _ARGUMENTS}
    try:
        rule = Rule(**arguments)
    except ConfigurationError as error:
        raise ConfigurationError(f"{where}: {error}") from None
    return Alert(rule, _command(where, table), _webhook(where, table))


def _command(where: str, table: dict[str, Any]) -> tuple[str, ...]:
    said = table.get("command", [])
    if not isinstance(said, list) or not all(isinstance(part, str) for part in said):
        raise ConfigurationError(
            f'{where}: command is no list of texts: write ["program", "argument"].'
        )
    return tuple(said)


def _webhook(where: str, table: dict[str, Any]) -> str:
    said = table.get("webhook", "")
    if not isinstance(said, str) or (
        said and not said.startswith(("https://", "http://"))
    ):
        raise ConfigurationError(
            f"{where}: webhook is no address: it begins with https:// or http://."
        )
    return said
