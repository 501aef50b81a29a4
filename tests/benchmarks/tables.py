"""Small tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table: words to the left, figures to the right."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    words = [isinstance(cell, str) for cell in rows[0]]
    lines = [
        "  ".join(
            cell.ljust(width) if left and place == 0 else cell.rjust(width)
            for place, (cell, width, left) in enumerate(
                zip(row, widths, words, strict=True)
            )
        ).rstrip()
        for row in cells
    ]
    print(f"\n{title}\n")
    print(lines[0])
    print("-" * max(map(len, lines)))
    print("\n".join(lines[1:]), flush=True)


def whole(value: float) -> str:
    """Write a figure without decimals: 60,480."""
    return f"{value:,.0f}"


def short(value: float) -> str:
    """Write a figure with three digits or more: 0.0421, 3.21, 1,234."""
    decimals = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 4
    return f"{value:,.{decimals}f}"
