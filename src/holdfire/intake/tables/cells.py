"""What stands in a cell: numbers as people and programs write them, and counts with their bounds."""

import re
from functools import lru_cache
from typing import Any

from holdfire.intake.tables.observation import RowError

Count = tuple[int | None, int | None, int | None]

_COUNT = re.compile(
    r"(?P<about>about|approximately|approx\.?|some|at least|up to|over|more than|~|≈|>|≥|<|≤)?\s*"
    r"(?P<low>\d{1,3}(?:[ ,]\d{3})+|\d+)(?:\.0+)?\s*(?:(?P<dash>-|–|to)\s*(?P<high>\d+)|(?P<plus>\+))?$",
    re.I,
)
_UNKNOWN = {"", "n/k", "n/a", "na", "nan", "null", "none", "unknown", "-", "–", "?"}
_LOW = {"at least", "over", "more than", ">", "≥"}
_HIGH = {"up to", "<", "≤"}
MOST = 10_000_000  # people: a larger figure is a mistake


def words(value: Any) -> str:
    """A cell as words: empty for what programs write when there is nothing."""
    if value.__class__ is str:
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def number(value: Any, field: str, low: float, high: float) -> float | None:
    """A decimal number within bounds; None when the cell is empty. Raises RowError."""
    text = words(value)
    try:
        found = float(text)
    except ValueError:
        if text.lower() in _UNKNOWN:
            return None
        # A comma for the decimal point, as most of Europe writes it.
        if not re.fullmatch(r"-?\d+,\d+", text):
            raise RowError(field, text, "is not a number: write it with a point, as in 39.75.") from None
        found = float(text.replace(",", "."))
    if not low <= found <= high:  # also false for “nan”
        if found != found:
            return None
        hint = ": are latitude and longitude exchanged?" if high == 90 and abs(found) <= 180 else ": mend it."
        raise RowError(field, text, f"is outside {low:g} to {high:g}{hint}")
    return found


def count(value: Any, field: str) -> Count:
    """(best, low, high) of a count of people; all None when the cell says nothing. Raises RowError."""
    text = words(value)
    try:
        return _count(text)
    except ValueError as problem:
        raise RowError(field, text, str(problem)) from None


@lru_cache(maxsize=8192)
def _count(text: str) -> Count:
    if text.lower() in _UNKNOWN:
        return None, None, None
    m = _COUNT.match(text)
    if not m:
        raise ValueError("is not a count: write a whole number, or a range as 10-12.")
    low = int(re.sub(r"[ ,]", "", m["low"]))
    about = (m["about"] or "").lower()
    if m["high"]:
        high = int(m["high"])
        if high < low:
            raise ValueError("is a range that runs backwards: write the smaller number first.")
        return (low + high) // 2, low, high
    if low > MOST:
        raise ValueError(f"is more than {MOST:,} people: check it.")
    if m["plus"] or about in _LOW:
        return low, low, None
    if about in _HIGH:
        return low, None, low
    return (low, None, None) if about else (low, low, low)
