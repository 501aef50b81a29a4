"""What a section of the document is made of: words and numbers, ready to be set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from webcast_widget.export.document.drawing import Drawing

Tone = Literal["", "strong", "trouble", "quiet"]


@dataclass(frozen=True)
class Words:
    """A piece of a text, and how it is told."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a table: words, or a small picture."""

    text: str = ""
    tone: Tone = ""
    drawing: Drawing | None = None


@dataclass(frozen=True)
class Table:
    """A table; the first cell of each row names it.

    Parameters
    ----------
    title
        What it is a table of, for whoever cannot see it.
    heads
        Of the columns.
    rows
        As many cells in each.
    long
        Whether the names of its rows are texts, which are broken where they are long.
    """

    kind: ClassVar[str] = "table"
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    long: bool = False


@dataclass(frozen=True)
class Picture:
    """A drawing; `wide` ones are scrolled on a narrow screen, not shrunk.

    Parameters
    ----------
    key
        What its lines are: the class of each, and words.
    """

    kind: ClassVar[str] = "picture"
    drawing: Drawing
    key: tuple[tuple[str, str], ...] = ()
    wide: bool = False


@dataclass(frozen=True)
class Say:
    """A paragraph; a `fine` one is a note."""

    kind: ClassVar[str] = "say"
    words: tuple[Words, ...]
    fine: bool = False


@dataclass(frozen=True)
class Bar:
    """A row of a list: a name, how many, and which share; `part` of the longest bar."""

    name: str
    count: str
    share: str
    part: float


@dataclass(frozen=True)
class Bars:
    """Lists with a bar behind each row, beside one another."""

    kind: ClassVar[str] = "bars"
    lists: tuple[tuple[str, tuple[Bar, ...]], ...]


@dataclass(frozen=True)
class Terms:
    """Terms, and what each means."""

    kind: ClassVar[str] = "terms"
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Beside:
    """Two blocks beside one another, where there is room."""

    kind: ClassVar[str] = "beside"
    left: Picture
    right: Table


Block = Table | Picture | Say | Bars | Terms | Beside


@dataclass(frozen=True)
class Section:
    """A section of the document.

    Parameters
    ----------
    title, lead
        What it shows, and how it is to be read.
    blocks
        From top to bottom.
    """

    title: str
    lead: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Tile:
    """A figure: what it is, its value, its unit or window, and what to hold it against."""

    label: str
    value: str
    unit: str
    note: str


@dataclass(frozen=True)
class Finding:
    """A sentence at the top; one of `trouble` is marked."""

    words: tuple[Words, ...]
    trouble: bool = False


def note(text: str) -> Say:
    """Give a note below something."""
    return Say((Words(text),), fine=True)
