"""What the API answers, before it is written in any format."""

from __future__ import annotations

from typing import TypeAlias

Result: TypeAlias = "bool | int | float | str | list[Result] | dict[str, Result] | None"
"""Objects are dictionaries with their `objectType`; None is the vendor's null."""
