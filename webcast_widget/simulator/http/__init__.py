"""HTTP around the API: requests read, answers written, and made to fail."""

from __future__ import annotations
