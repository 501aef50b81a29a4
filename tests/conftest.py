"""How the tests of all rooms are run."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# No test is timed: a machine that is busy with something else fails none.
settings.register_profile(
    "untimed",
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        # What our fixtures give can be used again.
        HealthCheck.function_scoped_fixture,
    ],
)
settings.load_profile("untimed")
