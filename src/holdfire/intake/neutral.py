"""Cells for a spreadsheet, written so that none of them runs: a formula becomes its own letters.

A cell that begins with = + - @, a tab or a line end is taken for a formula by spreadsheet programs, also
from CSV (OWASP, CSV injection). A leading apostrophe makes it text; numbers stay numbers.
"""

import re
from typing import Any

_RUNS = re.compile(r"[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?$")


def neutral(value: Any) -> Any:
    """The value as a spreadsheet cell that cannot run."""
    if isinstance(value, str) and _RUNS.match(value) and not _NUMBER.match(value):
        return "'" + value
    return value
