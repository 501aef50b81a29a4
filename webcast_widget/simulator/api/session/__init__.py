"""Sessions: signed tokens (KS), and who may have which."""

from __future__ import annotations
