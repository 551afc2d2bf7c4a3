"""A feed's bytes from its file or its address; this is where a person asked for something to be fetched."""

import urllib.error
import urllib.request
from pathlib import Path

from holdfire.errors import IntakeError
from holdfire.intake import limits

SECONDS = 30


def is_address(name: str) -> bool:
    """Whether it is fetched and not opened."""
    return name.startswith(("https://", "http://"))


def feed_bytes(name: str) -> bytes:
    """The bytes of a feed. Raises IntakeError in one sentence."""
    try:
        if not is_address(name):
            return Path(name).read_bytes()
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
            name,
            headers={
                "User-Agent": "Holdfire",
                "Accept": "application/atom+xml, application/rss+xml, */*;q=0.5",
            },
        )
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            data: bytes = answer.read(limits.FEED + 1)
            return data
    except urllib.error.HTTPError as problem:
        problem.close()
        raise IntakeError(f"“{name}” answered {problem.code}: check the address.") from problem
    except (OSError, ValueError) as problem:
        said = getattr(problem, "reason", None) or getattr(problem, "strerror", None) or problem
        raise IntakeError(
            f"“{name}” cannot be read ({said}): check its name, or your connection."
        ) from problem
