"""The vendor's HTTP API, as far as it concerns live analytics."""

from __future__ import annotations
