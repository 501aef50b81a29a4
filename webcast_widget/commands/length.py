"""A length of time on the command line."""

from __future__ import annotations

import click

from webcast_widget.errors import WebcastWidgetError


def seconds(_: click.Context, __: click.Parameter, value: str) -> float:
    """Read a length of time on the command line: ``90m``, ``4h``, ``30s``."""
    from webcast_widget.timeline import length

    try:
        return length.seconds(value)
    except WebcastWidgetError as error:
        raise click.BadParameter(str(error)) from None
