"""The services that tell of the events themselves."""

from __future__ import annotations
