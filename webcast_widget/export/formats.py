"""The formats of files: a line for each, and what writes and reads it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from webcast_widget.errors import ConfigurationError, MissingDependencyError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Format:
    """A format, whose suffix is its key in `FORMATS`.

    Parameters
    ----------
    label
        What it is called on the screen.
    mime
        MIME type of its files.
    writes
        The function of this room that gives the bytes of a checked frame with its
        provenance, as ``module:function``; imported when it is first needed.
    reads
        The one that gives a frame back of the bytes; empty for what people alone read.
    """

    label: str
    mime: str
    writes: str
    reads: str = ""

    @property
    def writer(self) -> Any:
        """The function that `writes` names."""
        return _function(self.writes)

    @property
    def reader(self) -> Any:
        """The function that `reads` names."""
        return _function(self.reads)


_OFFICE: Final = "application/vnd.openxmlformats-officedocument"

FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "csv": Format("CSV", "text/csv", "csv_file:to_csv", "csv_file:from_csv"),
        "parquet": Format(
            "Parquet",
            "application/vnd.apache.parquet",
            "parquet_file:to_parquet",
            "parquet_file:from_parquet",
        ),
        "xlsx": Format(
            "Excel",
            f"{_OFFICE}.spreadsheetml.sheet",
            "excel:to_xlsx",
            "excel:from_xlsx",
        ),
        "html": Format("Document", "text/html", "document:to_html"),
    }
)
"""The formats by the suffixes of their files, in the order of menus."""

READABLE: Final = tuple(name for name, each in FORMATS.items() if each.reads)
"""The formats that can be read back; a document is for people alone."""


def format_of(path: Path) -> str:
    """Give the format that the suffix of a file says.

    Raises
    ------
    ConfigurationError
        If no format has that suffix.
    """
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise ConfigurationError(
            f"The name {path.name!r} does not say a format: let it end in one of"
            f" {known}."
        )
    return suffix


def _function(name: str) -> Any:
    module, _, function = name.partition(":")
    try:
        return getattr(import_module(f"{__package__}.{module}"), function)
    except ModuleNotFoundError as error:
        raise MissingDependencyError(
            f"This format needs {error.name}, which is not installed: pip install"
            f" {error.name}."
        ) from error
