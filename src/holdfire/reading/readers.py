"""Which reader finds attributions: the trained networks, or the rules they are compared with.

The trained reader is the default. `HOLDFIRE_READER=rules` takes the rules instead, for a whole process.
"""

import os
from typing import Literal

from holdfire.errors import ReadingError
from holdfire.reading.attribution import Attribution
from holdfire.reading.page import Page
from holdfire.reading.rules import by_rules
from holdfire.reading.trained.meaning import by_networks

Reader = Literal["trained", "rules"]
READERS = {"trained": by_networks, "rules": by_rules}


def chosen(reader: Reader | None = None) -> Reader:
    """The reader asked for, else the environment's, else the trained one."""
    name = reader or os.environ.get("HOLDFIRE_READER") or "rules"
    if name not in READERS:
        raise ReadingError(f"There is no reader “{name}”: set HOLDFIRE_READER to one of {', '.join(READERS)}.")
    return name  # type: ignore[return-value]


def find_attributions(page: Page, reader: Reader | None = None) -> list[Attribution]:
    """Every whole attribution of a page, in order of its content."""
    return READERS[chosen(reader)](page) if len(page.doc) else []
