"""What a picture is made of: elements of SVG, with nothing left to compute."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Mark:
    """An element of a picture.

    Parameters
    ----------
    tag
        Of SVG.
    attributes
        Its attributes, as they are written.
    words
        What a text says.
    title
        What it tells whoever points at it; empty tells nothing.
    """

    tag: str
    attributes: Mapping[str, str]
    words: str = ""
    title: str = ""


@dataclass(frozen=True)
class Drawing:
    """A picture.

    Parameters
    ----------
    width, height
        In its own units, which are pixels on a wide screen.
    label
        What it shows, for whoever cannot see it.
    marks
        The hindmost first.
    kind
        Its class in the style sheet.
    """

    width: float
    height: float
    label: str
    marks: list[Mark] = field(default_factory=list)
    kind: str = ""


def number(value: float) -> str:
    """Give a coordinate, to the tenth of a pixel.

    >>> [number(each) for each in (52.0, 7.04, -0.01)]
    ['52', '7', '0']
    """
    # Zero is added for the sake of what is a little below it.
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def path(kind: str, points: str) -> Mark:
    """Give a path by its commands."""
    return Mark("path", {"class": kind, "d": points})


def rectangle(
    kind: str,
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    round_by: float = 0,
    title: str = "",
) -> Mark:
    """Give a rectangle by its upper left corner and its size."""
    sides = {"x": x, "y": y, "width": max(0.0, width), "height": max(0.0, height)}
    sides |= {"rx": round_by} if round_by else {}
    attributes = {name: number(value) for name, value in sides.items()}
    return Mark("rect", {"class": kind, **attributes}, title=title)


def dot(kind: str, x: float, y: float, radius: float) -> Mark:
    """Give a filled circle by its middle."""
    at = {"cx": number(x), "cy": number(y), "r": number(radius)}
    return Mark("circle", {"class": kind, **at})


def text(
    x: float, y: float, words: str, kind: str = "ax", anchor: Anchor = "start"
) -> Mark:
    """Give a text by where its line stands."""
    at = {"x": number(x), "y": number(y)}
    return Mark("text", {"class": kind, **at, "text-anchor": anchor}, words)
