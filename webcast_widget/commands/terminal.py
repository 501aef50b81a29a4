"""What may be written to a terminal: letters, and no commands to it."""

from __future__ import annotations


def plain(text: str) -> str:
    """Give a text on one line without what a terminal obeys.

    A server's words stand in sentences of ours, and a recording of somebody else has
    names: a terminal would take some of their characters for commands.
    """
    line = " ".join(text.splitlines())
    return "".join(each if each.isprintable() else "\ufffd" for each in line)
