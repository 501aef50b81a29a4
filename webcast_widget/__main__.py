"""``python -m webcast_widget`` is the command ``webcast-widget``."""

from __future__ import annotations

from webcast_widget.cli import main

if __name__ == "__main__":
    main()
