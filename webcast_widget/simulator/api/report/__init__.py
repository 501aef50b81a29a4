"""The service `report`: the real-time reports of the later generation."""

from __future__ import annotations
