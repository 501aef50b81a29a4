"""The service `liveReports`, in both generations."""

from __future__ import annotations
