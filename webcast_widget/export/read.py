"""A file of ours back to the frame it was made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from webcast_widget.errors import (
    ConfigurationError,
    MissingDependencyError,
    WebcastWidgetError,
)
from webcast_widget.export.formats import FORMATS, READABLE, format_of

if TYPE_CHECKING:
    import os

    import pandas as pd


def read(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read a file that this package made back to the frame it was made of.

    Exports are such files, and what ``webcast-widget aggregate`` writes.

    Parameters
    ----------
    path
        The file; its suffix says the format.

    Returns
    -------
    pandas.DataFrame
        Columns and dtypes as `webcast_widget.timeline.figures.DTYPES` says, the
        index in UTC whatever zone the file is in.

    Raises
    ------
    ConfigurationError
        If there is no such file, it is not one of ours, or it is a page.
    MissingDependencyError
        If it is an Excel file and openpyxl is not installed.
    """
    source = Path(path)
    kind = format_of(source)
    if kind not in READABLE:
        raise ConfigurationError(
            f"The page {source.name!r} is for people and cannot be read back: export"
            " Parquet, CSV or Excel for that."
        )
    try:
        frame: pd.DataFrame = FORMATS[kind].reader(source.read_bytes())
    except ImportError as error:
        raise MissingDependencyError(
            "Excel files are read with openpyxl: pip install 'webcast-widget[excel]'."
        ) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(
            f"The file {str(source)!r} could not be read ({reason}): give one that"
            " this package exported."
        ) from error
    except WebcastWidgetError as error:
        raise _not_ours(source) from error
    except Exception as error:  # whatever a foreign file makes the readers raise
        raise _not_ours(source) from error
    return frame


def _not_ours(source: Path) -> ConfigurationError:
    return ConfigurationError(
        f"The file {str(source)!r} is not one that this package exported, or it was"
        " changed since: export it again."
    )
