"""Pages of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webcast_widget.simulator.api.values import Params, as_int, as_object

if TYPE_CHECKING:
    from webcast_widget.simulator.api.responses import Result

PAGE_SIZE = 30
MAX_PAGE_SIZE = 500


def page_of(params: Params, most: int = MAX_PAGE_SIZE) -> slice:
    """Read which part of a list the request's pager asks for."""
    pager = as_object(params.get("pager"))
    size = as_int(pager.get("pageSize")) or PAGE_SIZE
    size = max(1, min(most, size))
    begin = (max(1, as_int(pager.get("pageIndex"))) - 1) * size
    return slice(begin, begin + size)


def page(objects: list[Result], params: Params) -> list[Result]:
    """Give the page of a list that the request's pager asks for."""
    return objects[page_of(params)]
