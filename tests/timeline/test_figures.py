from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from webcast_widget.timeline.figures import (
    DTYPES,
    FIGURES,
    MINUTE_FIGURES,
    SLOT_FIGURES,
)
from webcast_widget.timeline.latest import Latest
from webcast_widget.timeline.records import Minute, Slot

if TYPE_CHECKING:
    from webcast_widget.timeline.figure import Figure


@pytest.mark.parametrize("name", DTYPES)
def test_every_column_is_defined_with_a_unit(name: str) -> None:
    assert FIGURES[name].unit
    assert FIGURES[name].definition
    assert FIGURES[name].roll_up


def test_every_number_of_latest_is_defined() -> None:
    others = {"slot", "minute", "at", "quality_at", "peak_at", "newest", "estimate"}
    names = {name for name in dir(Latest) if not name.startswith("_")}
    assert {field.name for field in fields(Latest)} <= names
    assert names - others <= set(FIGURES)


@pytest.mark.parametrize(
    ("record", "figures"), [(Slot, SLOT_FIGURES), (Minute, MINUTE_FIGURES)]
)
def test_a_record_has_a_field_for_each_figure(
    record: type[Slot | Minute], figures: tuple[Figure, ...]
) -> None:
    names = [field.name for field in fields(record)]
    assert names == ["start", *(figure.name for figure in figures)]


def test_labels_tell_figures_apart() -> None:
    assert len({figure.label for figure in FIGURES.values()}) == len(FIGURES)
