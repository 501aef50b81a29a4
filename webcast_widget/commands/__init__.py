"""What each command of ``webcast-widget`` does, one file for each."""

from __future__ import annotations
