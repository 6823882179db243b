"""Dates as papers give them, turned into ISO dates as exact as they are; never today's."""

from __future__ import annotations

import re
from datetime import date

__all__ = ["from_parts", "iso", "month_number"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_NAME = r"(?P<month>[A-Za-z]{3,9})\.?"
_YEAR = r"(?P<year>\d{4})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_PATTERNS = [
    re.compile(pattern)
    for pattern in (
        r"(?P<year>\d{4})(?:[-/](?P<month>\d{1,2})(?:[-/](?P<day>\d{1,2}))?)?(?:[T ]\d{1,2}:.*|/.*)?",
        r"--(?P<month>\d{2})-(?P<day>\d{2})",
        rf"{_NAME}\s+{_DAY}(?:,\s*|\s+){_YEAR}",
        rf"{_NAME}\s+{_DAY}",
        rf"(?:[A-Za-z]{{3}},?\s+)?{_DAY}\s+{_NAME}\s+{_YEAR}(?:\s+\d{{1,2}}:.*)?",
        rf"{_NAME}\s+{_YEAR}",
    )
]


def iso(text: str) -> str | None:
    """Return the ISO date that a text holds, as exact as it is, or None where it is no date.

    Knows ISO dates and times, `Jul 31, 2024`, `31 July 2024`, `July 2024`, `Nov 5` (no year) and mail dates.

    >>> iso("2024-07-31T08:00:00.000Z"), iso("Mon, 2 Apr 2007 19:18:42 GMT"), iso("Nov 5"), iso("2024")
    ('2024-07-31', '2007-04-02', '--11-05', '2024')
    >>> iso("Feb 30, 2024") is None
    True
    """
    for pattern in _PATTERNS:
        if match := pattern.fullmatch(text.strip()):
            groups = match.groupdict()
            return from_parts(groups.get("year"), groups.get("month"), groups.get("day"))
    return None


def from_parts(year: str | int | None, month: str | int | None = None, day: str | int | None = None) -> str | None:
    """Return the ISO date of what is known: a day counts with its month only; None where the calendar has no such day.

    >>> from_parts(2024, "jul", 31), from_parts("2024", "7"), from_parts(None, 11, 5), from_parts(2023, 2, 29)
    ('2024-07-31', '2024-07', '--11-05', None)
    """
    if month in (None, ""):
        return f"{int(year):04d}" if year else None
    number = month_number(str(month))
    if not number or (not year and not day):
        return None
    if not day:
        return f"{int(year or 0):04d}-{number:02d}"
    if not _exists(int(year or 2024), number, int(day)):
        return None
    return f"{int(year):04d}-{number:02d}-{int(day):02d}" if year else f"--{number:02d}-{int(day):02d}"


def month_number(text: str) -> int | None:
    """Return 1 to 12 for the number or the English name of a month, else None.

    >>> month_number("Sept"), month_number("07"), month_number("Brumaire")
    (9, 7, None)
    """
    text = text.strip().rstrip(".").lower()
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= 12 else None
    names = [name for name in _FULL if len(text) >= 3 and name.startswith(text)]
    return _MONTHS.index(names[0][:3]) + 1 if len(names) == 1 else None


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
