"""Lists: viewer series and attendance lists from elsewhere, as a Timeline."""

from __future__ import annotations

from webcast_widget.lists.attendance import AttendanceList, attendance_list
from webcast_widget.lists.series import series

__all__ = ["AttendanceList", "attendance_list", "series"]
