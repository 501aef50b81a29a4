"""Failures on demand, by chance but the same ones for the same seed."""

from __future__ import annotations
