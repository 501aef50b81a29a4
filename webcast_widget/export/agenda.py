"""A run sheet out of a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from webcast_widget.errors import ConfigurationError

if TYPE_CHECKING:
    import os


def read_agenda(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read a run sheet: a CSV file with a column ``title`` and one ``start``.

    What the moments are is for whoever knows the event: they stay texts.

    Raises
    ------
    ConfigurationError
        If there is no such file, or it is no CSV.
    """
    try:
        table = pd.read_csv(Path(path), dtype="str", encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"The run sheet {str(path)!r} cannot be read: give a CSV file with the columns"
            " title and start."
        ) from error
    return table
