"""Array algebra on one thread while a text is read.

A text's arrays are small: algebra shared out among threads only waits for them, and on a busy machine waits
long (a report of thirty words took ten times as long beside one other process). More texts at once use more
processes instead. What the process had set before is set again after.
"""

from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any

from threadpoolctl import ThreadpoolController


@lru_cache(maxsize=1)
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def one_thread() -> AbstractContextManager[Any]:
    """Holds every array library of this process to one thread."""
    return _controller().limit(limits=1, user_api="blas")
