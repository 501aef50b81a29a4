"""Text that nobody has checked, made harmless for lines, cells and file names."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(
    # Controls, line and paragraph separators, what turns the direction of text,
    # lone surrogates, and what XML and UTF-8 cannot hold.
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+"
)
_FORMULA = re.compile(
    # Where a spreadsheet may begin a cell, what it takes for a formula; the
    # full-width signs are such in some languages.
    r"(^|[,;|])(\s*)([=+\-@\uff1d\uff0b\uff0d\uff20])"
)
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST_NAME = 80


def one_line(text: str) -> str:
    r"""Give text as one printable line.

    >>> one_line("Town\r\nhall")
    'Town hall'
    """
    return _UNPRINTABLE.sub(" ", text).strip()


def defused(text: str) -> str:
    """Give text as one line that no spreadsheet takes for a formula.

    It may be split at a comma, a semicolon or a bar, and no part of it opens a
    quotation that would swallow what follows.

    >>> print(defused('=1+1, @x, said "no"'))
    '=1+1, '@x, said 'no'
    """
    return _FORMULA.sub(r"\1\2'\3", one_line(text).replace('"', "'"))


def file_stem(text: str) -> str:
    """Give text as a part of a file name: letters, digits, ``_`` and ``-`` of ASCII.

    >>> file_stem("../../etc/passwd")
    'etc_passwd'
    """
    return _UNSAFE.sub("_", text).strip("_-")[:_LONGEST_NAME] or "event"
