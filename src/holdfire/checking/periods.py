"""Windows of time: one that crosses midnight and is counted under one day, and ones that overlap.

"From 22:20 to 00:05 on August 11" ends on August 12. Where a report gives only one day, the window is
read as ending on the next, and a person should see that: half of such counts land on the wrong day.
"""

import re

from holdfire.checking.check import Check
from holdfire.reading.claim import Reading

_DAY = (
    r"(?:on (?:the )?(?:night of )?)?(?:\d{1,2} [A-Z][a-z]+|[A-Z][a-z]+ \d{1,2})(?:,? \d{4})?|yesterday|today"
)
WINDOW = re.compile(
    rf"\b(?:from|between)\s+(?:about\s+)?(\d{{1,2}})[:.]?(\d{{2}})(?:\s*(?P<first>{_DAY}))?"
    rf"\s*(?:to|till|until|and|[–—-])\s*(?:about\s+)?(\d{{1,2}})[:.]?(\d{{2}})(?:\s*(?P<second>{_DAY}))?",
)


def check(reading: Reading) -> tuple[Check, ...]:
    """Windows that end earlier on the clock than they begin and name at most one day."""
    found = []
    for m in WINDOW.finditer(reading.text):
        start, end = _minutes(m[1], m[2]), _minutes(m[4], m[5])
        if start is None or end is None or end >= start:
            continue
        if m["first"] and m["second"] and m["first"].strip() != m["second"].strip():
            continue
        claims = tuple(i for i, c in enumerate(reading.claims) if c.start <= m.start() < c.end)[:1]
        hours = (end + 1440 - start) / 60
        named = "one day" if m["first"] or m["second"] else "no day"
        found.append(
            Check(
                kind="crosses-midnight",
                sentence=(
                    f"“{m[0]}” crosses midnight and names {named}: it lasts {hours:.1f} hours and ends on the"
                    " next day, so a count by day may split it."
                ),
                claims=claims,
                spans=((m.start(), m.end()),),
            )
        )
    return tuple(found)


def _minutes(hour: str, minute: str) -> int | None:
    value = int(hour) * 60 + int(minute)
    return value if int(hour) <= 24 and int(minute) < 60 else None
