from __future__ import annotations

from dataclasses import fields

import pytest
from IPython.lib.pretty import pretty

from webcast_widget.errors import ConfigurationError
from webcast_widget.timeline.latest import Latest
from webcast_widget.timeline.metrics import METRICS, explain
from webcast_widget.timeline.schema import DTYPES


@pytest.mark.parametrize("name", DTYPES)
def test_every_column_is_defined_with_a_unit(name: str) -> None:
    assert METRICS[name].unit
    assert METRICS[name].definition
    assert METRICS[name].roll_up


def test_every_number_of_latest_is_defined() -> None:
    moments = {"at", "quality_at", "peak_at", "newest"}
    assert {field.name for field in fields(Latest)} - moments <= set(METRICS)


@pytest.mark.parametrize("name", METRICS)
def test_explain_says_unit_definition_roll_up_and_caution(name: str) -> None:
    metric = METRICS[name]
    assert metric.name == name
    lines = explain(name).split("\n")
    assert lines[0] == f"{metric.label} ({name}), in {metric.unit}"
    assert lines[1] == metric.definition
    assert metric.roll_up in lines[2]
    assert lines[3:] == ([metric.beware] if metric.beware else [])


def test_a_notebook_shows_an_explanation_line_by_line() -> None:
    shown: str = pretty(explain("plays"))  # type: ignore[no-untyped-call]
    assert shown == explain("plays")
    assert "\n" in shown


def test_explain_names_what_there_is() -> None:
    with pytest.raises(ConfigurationError, match=r"'viewers'.*live_viewers"):
        explain("viewers")


def test_labels_tell_metrics_apart() -> None:
    assert len({metric.label for metric in METRICS.values()}) == len(METRICS)
