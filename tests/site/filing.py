"""Files reports by hand, as the register would have them."""

from datetime import UTC, date, datetime

import msgspec

from holdfire.reading.claim import Claim as ReadClaim
from holdfire.reading.claim import ClaimSpans
from holdfire.register.models import Claim, Receipt, Report

TEXT = (
    "The spokesperson said that 112 people were returned.\n"
    "She counted 105 handed to Armenia and 17 to Azerbaijan <b>so far</b>.\n"
)


def read_claim(start: int, end: int, text: str = TEXT, **fields: object) -> ReadClaim:
    """A claim over a span of the text."""
    given = {
        "speaker": "Maria Zakharova",
        "mode": "indirect",
        "stance": "state",
        "kind": "detainees",
    } | fields
    return ReadClaim(
        start=start, end=end, content=text[start:end], spans=ClaimSpans(content=((start, end),)), **given
    )


def file_report(
    id: str, claims: list[ReadClaim], text: str = TEXT, title: str = "A briefing", side: str = ""
) -> Report:
    """A report with its claims, as the register would have them."""
    report = Report.objects.create(
        id=id,
        title=title,
        text=text,
        language="en",
        published=date(2021, 10, 21),
        first_entry=0,
        received_at=datetime(2021, 10, 22, tzinfo=UTC),
        size=len(text),
    )
    Receipt.objects.create(
        entry=Receipt.objects.count(),
        report=report,
        received_at=report.received_at,
        via="paste",
        author="analyst",
    )
    for ordinal, claim in enumerate(claims):
        data = msgspec.to_builtins(claim)
        Claim.objects.create(
            id=f"{id}-{ordinal}",
            report=report,
            ordinal=ordinal,
            start=claim.start,
            end=claim.end,
            content=claim.content,
            speaker=claim.speaker or "",
            side=side,
            stance=claim.stance,
            kind=claim.kind,
            data=data,
            machine=data,
        )
    return report
