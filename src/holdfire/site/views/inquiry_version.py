"""A version of a finding, drawn: the ladder with its rung, each seat's word in a column of equal width."""

from typing import Any

from holdfire.inquiry import terms, versions
from holdfire.inquiry.state import Finding
from holdfire.inquiry.versions import Version
from holdfire.register.instance import open_instance
from holdfire.site.watched import party_name, seat_name, theatre


def whom(id: str) -> str:
    """A seat or a party by its name."""
    return seat_name(id) if any(s.id == id for s in theatre().seats) else party_name(id)


def public_version(finding: Finding) -> Version | None:
    """What was published; None where it is gone."""
    return versions.read(open_instance().fetch(finding.page.object)) if finding.page else None


SAID = {"signed": "Signs", "dissents": "Dissents", "silent": "Silent"}


def finding_view(version: Version, *, published: bool = True) -> dict[str, Any]:
    """A version, drawn: the ladder with its rung, each seat's word in a column of equal width.

    Before publication a seat that has not spoken is not silent: it may still speak.
    """
    rung = version.attribution
    named = party_name(version.party) if version.party else ""
    return {
        "version": version,
        "outcome": terms.OUTCOMES[version.outcome],
        "standard": terms.STANDARDS[version.standard],
        # Of an event that was not established, neither "no breach" nor intent is said.
        "severity": terms.SEVERITIES[version.severity] if version.outcome in terms.HAPPENED else "",
        "intent": terms.INTENTS[version.intent] if version.outcome in terms.HAPPENED else "",
        "limits": [terms.LIMITS[x] for x in version.limits],
        "ladder": [
            {
                "rung": n,
                "word": f"{word} {named}" if n == rung and named else word,
                "now": n == rung,
                "below": n < rung,
            }
            for n, word in enumerate(terms.ATTRIBUTION)
        ],
        "clauses": [clause(c) for c in version.clauses],
        "against": whom(version.against) if version.against else "nobody named",
        "alleged_by": seat_name(version.alleged_by),
        "reasoning": version.reasoning,
        "sources": [
            {
                "ref": s.ref,
                "kind": {"E": terms.EVIDENCE, "V": terms.ACCESS}.get(s.ref[0], {}).get(s.kind, s.kind),
                "what": s.what,
                "number": s.ref[1:],
                "file": s.file,
                "picture": s.media_type.startswith("image/"),
                "note": whom(s.note) if s.ref[0] == "R" else s.note,
            }
            for s in version.sources
        ],
        "seats": [
            {
                "seat": seat_name(s.seat),
                "word": s.word,
                "said": SAID[s.word] if published or s.word != "silent" else "Has not spoken yet",
                "waits": s.word == "silent" and not published,
                "instead": terms.OUTCOMES.get(s.outcome, ""),
                "row": s,
            }
            for s in version.seats
        ],
        "witnesses": [seat_name(w) for w in version.witnesses],
        "signed": sum(s.word == "signed" for s in version.seats),
        "dissents": sum(s.word == "dissents" for s in version.seats),
        "silent": sum(s.word == "silent" for s in version.seats),
    }


def clause(id: str) -> str:
    """A clause with its text in short."""
    for agreement in theatre().agreements:
        for obligation in agreement.obligations:
            if obligation.id == id:
                return f"{id} {obligation.text}"
    return id
