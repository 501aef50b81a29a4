"""Viewers drawn one by one, who leave whether they stall or not, or because they do.

Congestion and a dull part come at the same time, and newcomers leave soonest: what
misleads comparisons that do not look at the same slot and tenure.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

SLOTS = 240


def null_event(seed: int, viewers: int = 400, effect: float = 1.0) -> pd.DataFrame:
    """Give the counts of an event in which a stall makes leaving `effect` as likely."""
    rng = np.random.default_rng(seed)
    counts: dict[tuple[int, bool], Counter[str]] = {}
    for _ in range(viewers):
        slot, tenure, since = int(rng.integers(0, SLOTS // 2)), 0, 99
        prone = rng.gamma(2.0)
        while slot < SLOTS:
            busy = 80 <= slot < 140
            stalls = rng.random() < (0.08 if busy else 0.01) * prone
            since = 0 if stalls else since + 1
            recent = since <= 5
            leaving = (0.02 if busy else 0.006) + (0.04 if tenure < 6 else 0.0)
            leaves = rng.random() < leaving * (effect if recent else 1.0)
            cell = counts.setdefault((slot, tenure < 6), Counter())
            cell.update(n=1, k=int(recent), d=int(leaves), x=int(leaves and recent))
            if leaves:
                break
            slot, tenure = slot + 1, tenure + 1
    rows = [
        {"slot": slot, "young": young, **{name: cell[name] for name in "nkdx"}}
        for (slot, young), cell in sorted(counts.items())
    ]
    return pd.DataFrame(rows)
