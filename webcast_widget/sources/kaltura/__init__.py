"""Kaltura's API: transport (HTTP), wire (payload to records), plan, source."""

from __future__ import annotations
