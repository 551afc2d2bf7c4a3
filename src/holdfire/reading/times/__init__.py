"""Time expressions of an English text, each resolved to an interval with its TIMEX3 value.

`words` writes a text as classes of its words; `dates`, `clocks`, `periods`, `sets` and `lengths` are the
grammar over them, gathered by `grammar`; `tense` says whether a sentence looks ahead; `find` joins and
resolves.
"""

from holdfire.reading.times.find import find_times

__all__ = ["find_times"]
