"""Stalls and leaving: what was counted against chance, and how many times as often."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from webcast_widget.analysis import words
from webcast_widget.export.document.drawing import axes, curve, marks
from webcast_widget.export.document.drawing.labels import Labels
from webcast_widget.export.document.drawing.marks import number

if TYPE_CHECKING:
    from webcast_widget.analysis import Stalls

WIDTH: Final = 480
_LEFT, _RIGHT = 16, 464
_MOST: Final = 7
_PAD: Final = 1.0
_TWICE: Final = 2.0
_FACTORS: Final = {
    1 / 8: "an eighth",
    1 / 4: "a quarter",
    1 / 2: "half",
    1.0: "as often",
    2.0: "twice",
    4.0: "4 times",
    8.0: "8 times",
}


def counted(found: Stalls) -> marks.Drawing | None:
    """Draw departures after a stall against how many chance gives."""
    if found.expected_low is None or found.expected_high is None:
        return None
    low = min(found.expected_low, found.after_stall)
    high = max(found.expected_high, found.after_stall)
    pad = _PAD * max(high - low, 1.0)
    box = curve.Box(_LEFT, 22, _RIGHT - _LEFT, 48, max(0.0, low - pad), high + pad, 1.0)
    drawn = []
    for tick in axes.between(box.first, box.last, _MOST):
        x = box.x(tick)
        drawn += [
            marks.path("grid", f"M{number(x)} 22V70"),
            marks.text(x, 86, axes.value_label(tick), "ax", "middle"),
        ]
    left, right = box.x(found.expected_low), box.x(found.expected_high)
    middle, at = box.x(found.expected or 0.0), box.x(found.after_stall)
    labels = Labels(0, WIDTH)
    labels.block(left, 34, right, 58)
    labels.block(at - 8, 38, at + 8, 54)
    chance = (
        f"by chance {words.count(found.expected_low)} to"
        f" {words.count(found.expected_high)}"
    )
    drawn += [
        marks.rectangle("chance", left, 34, right - left, 24, round_by=3),
        marks.path("middle", f"M{number(middle)} 34v24"),
        marks.dot("observed", at, 46, 6),
        *labels.put(
            f"counted: {words.count(found.after_stall)}", "ann", [(at, 14, "middle")]
        ),
        *labels.put(
            chance,
            "ax",
            [(right + 8, 50, "start"), (left - 8, 50, "end"), (at + 14, 50, "start")],
        ),
        marks.text(WIDTH / 2, 102, "departures within 60 s of a stall", "ax", "middle"),
    ]
    label = "Departures after a stall, against how many chance gives"
    return marks.Drawing(WIDTH, 106, label, drawn)


def ratio(found: Stalls) -> marks.Drawing | None:
    """Draw how many times as often viewers left who had stalled."""
    here, low, high = found.rate_ratio, found.rate_ratio_low, found.rate_ratio_high
    if here is None or low is None or high is None:
        return None
    edge = max(_TWICE, 1.1 * high, 1.1 / low)
    box = curve.Box(_LEFT, 8, _RIGHT - _LEFT, 36, -math.log(edge), math.log(edge), 1.0)
    drawn = []
    for factor, said in _FACTORS.items():
        if not 1 / edge <= factor <= edge:
            continue
        x = box.x(math.log(factor))
        anchor: marks.Anchor = (
            "start" if x < _LEFT + 1 else "end" if x > _RIGHT - 1 else "middle"
        )
        kind = "middle" if factor == 1 else "grid"
        drawn += [
            marks.path(kind, f"M{number(x)} 8V44"),
            marks.text(x, 58, said, "ax", anchor),
        ]
    left, right = (number(box.x(math.log(each))) for each in (low, high))
    labels = Labels(0, WIDTH)
    labels.block(box.x(math.log(low)), 20, box.x(math.log(high)), 32)
    drawn += [
        marks.path("whisker", f"M{left} 26H{right}M{left} 20v12M{right} 20v12"),
        marks.dot("observed", box.x(math.log(here)), 26, 5),
        *labels.put(
            f"{words.decimal(here, 2)} times",
            "ann",
            [
                (box.x(math.log(high)) + 10, 30, "start"),
                (box.x(math.log(low)) - 10, 30, "end"),
            ],
        ),
    ]
    label = "How many times as often viewers left who had just stalled"
    return marks.Drawing(WIDTH, 64, label, drawn)
