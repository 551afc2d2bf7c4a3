"""Which reader finds attributions: the trained networks, or the rules they are compared with.

The trained reader is the default. `HOLDFIRE_READER=rules` takes the rules instead, for a whole process.
"""

import hashlib
import os
from functools import lru_cache
from typing import Literal

from holdfire.errors import ReadingError
from holdfire.reading import model
from holdfire.reading.attribution import Attribution
from holdfire.reading.page import Page
from holdfire.reading.quotations import quotations
from holdfire.reading.rules import by_rules
from holdfire.reading.trained.meaning import by_networks
from holdfire.reading.trained.reader import weights_file

Reader = Literal["trained", "rules"]


def by_both(page: Page) -> list[Attribution]:
    """The trained reader's attributions, and the rules' quotations of words it left to nobody."""
    found = by_networks(page)
    held = [span for a in found for span in a.content]
    for other in quotations(page):
        if other.verb is not None and not any(s < e2 and s2 < e for s, e in other.content for s2, e2 in held):
            found.append(other)
    return sorted(found, key=lambda a: (a.start, a.end))


READERS = {"trained": by_both, "rules": by_rules}


def chosen(reader: Reader | None = None) -> Reader:
    """The reader asked for, else the environment's, else the trained one."""
    name = reader or os.environ.get("HOLDFIRE_READER") or "trained"
    if name not in READERS:
        raise ReadingError(
            f"There is no reader “{name}”: set HOLDFIRE_READER to one of {', '.join(READERS)}."
        )
    return name  # type: ignore[return-value]


def find_attributions(page: Page, reader: Reader | None = None) -> list[Attribution]:
    """Every whole attribution of a page, in order of its content."""
    return READERS[chosen(reader)](page) if len(page.doc) else []


@lru_cache(maxsize=2)
def _signature(reader: Reader) -> str:
    """The reader's name with the digest of its weights."""
    if reader == "rules":
        return "rules"
    return f"trained@sha256:{hashlib.sha256(weights_file()).hexdigest()[:16]}"


def reader_version() -> str:
    """What reads here: the parser's digest and the networks': one version and text give one reading."""
    return f"{model.reader_version()} {_signature(chosen())}"
