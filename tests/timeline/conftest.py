from __future__ import annotations

import pytest

from webcast_widget.timeline.timeline import Timeline


@pytest.fixture
def timeline() -> Timeline:
    return Timeline()
