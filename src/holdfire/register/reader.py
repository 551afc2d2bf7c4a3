"""What reads here, as one digest: a reading that is kept is used again only under the very same."""

import hashlib
import importlib.metadata
import os
import platform
from functools import lru_cache
from pathlib import Path

import holdfire

READS = ("intake", "reading", "theatre")  # the rooms whose code decides what a report is read as


@lru_cache(maxsize=1)
def reader() -> str:
    """A digest of everything that reads here: our code and data, the models, every package installed.

    The reader's own version counts its rules and weights; this also tells apart what only a developer or
    an upgrade of some package changed.
    """
    chosen = os.environ.get("HOLDFIRE_READER", "")
    found = hashlib.sha256(f"{platform.python_version()} {chosen}\n".encode())
    for one in sorted({f"{d.name} {d.version}" for d in importlib.metadata.distributions()}):
        found.update(one.encode() + b"\n")
    home = Path(holdfire.__file__).parent
    for room in READS:
        for path in sorted((home / room).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(f"{path.relative_to(home)} {path.stat().st_size}\n".encode())
                found.update(path.read_bytes())
    return found.hexdigest()
