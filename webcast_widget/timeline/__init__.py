"""Slots, metrics, schema and the Timeline: pure data, no input or output."""

from __future__ import annotations
