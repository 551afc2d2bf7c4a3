"""Reading Russian: the same claims from Russian paragraphs, on Natasha's morphology and syntax.

`parse` wraps the models; `cues`, `attribution` and `sources` find who says what; `times`, `numerals` and
`quantities` read when and how many; `kinds` what it is about; `read` makes the claims.
"""

from holdfire.reading.russian.parse import reader_version
from holdfire.reading.russian.read import RussianReading, read_russian

__all__ = ["RussianReading", "read_russian", "reader_version"]
