"""An incident's corroboration as its page tells it: plain sentences, the proposal, the grade people gave."""

from collections.abc import Iterable

import msgspec

from holdfire.linking.choruses import Chorus, choruses
from holdfire.linking.coincidence import Coincidence
from holdfire.linking.corroboration import Corroboration, Origin, Sensed, corroborate
from holdfire.linking.credibility import WORDS, Proposal, propose
from holdfire.linking.incident import LinkedIncident
from holdfire.register import incidents
from holdfire.register.filed import filed_claims
from holdfire.register.models import Check, Checkpoint, Incident, IncidentDecision
from holdfire.site.hotspots import hot_spots_near
from holdfire.site.sensed import sensed_near
from holdfire.theatre import Theatre


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """The grade that people gave, and what has changed since."""

    credibility: int
    word: str
    decision: IncidentDecision
    since: str  # "": it was given on exactly these claims, and the proposal was the same


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """What the page shows of an incident's corroboration."""

    sentences: tuple[str, ...]
    sensed: tuple[Sensed, ...]
    proposal: Proposal
    graded: Graded | None
    grades: tuple[tuple[int, str], ...] = tuple(WORDS.items())


def panel(incident: Incident, theatre: Theatre, checks: Iterable[Check] = ()) -> Panel | None:
    """The panel of an incident; None for one that linking has not filled in."""
    if not incident.data:
        return None
    linked = msgspec.convert(incident.data, LinkedIncident)
    filed = filed_claims(theatre, [m.claim for m in linked.members])
    sensed, seen = sensed_near(linked, theatre), hot_spots_near(linked, theatre)
    if isinstance(seen, Coincidence) and seen.agrees:
        sensed.append(Sensed(origin="", instrument=True, sentence=seen.sentence))
    told = corroborate(linked, filed, theatre, sensed)
    proposal = propose(told, tuple(c.kind for c in checks))
    here = {f.group for f in filed}
    hints = [c.sentence for c in _choruses(theatre) if len(here & set(c.groups)) > 1]
    return Panel(
        sentences=(*_sentences(told), *hints, *_satellites(seen)),
        sensed=told.sensed,
        proposal=proposal,
        graded=_graded(incident, proposal),
    )


def _satellites(seen: Coincidence | str) -> tuple[str, ...]:
    """What satellites saw where it does not count as an instrument that agrees."""
    if isinstance(seen, Coincidence):
        return () if seen.agrees else (seen.sentence,)
    return (seen,) if seen else ()


LARGEST = 2000  # incidents up to which sources are compared on opening a page
_known: dict[tuple[bytes, str], tuple[Chorus, ...]] = {}


def _choruses(theatre: Theatre) -> tuple[Chorus, ...]:
    """Sources that may copy one another, over all incidents; worked out once for each state of the record."""
    head = Checkpoint.objects.order_by("-size").values_list("root", flat=True).first()
    if head is None or Incident.objects.count() > LARGEST:
        return ()
    key = (bytes(head), theatre.digest)
    if key not in _known:
        _known.clear()
        linked = [
            msgspec.convert(data, LinkedIncident)
            for data in Incident.objects.order_by("id").values_list("data", flat=True)
            if data
        ]
        _known[key] = choruses(linked, filed_claims(theatre), theatre)
    return _known[key]


def _sentences(told: Corroboration) -> Iterable[str]:
    for origin in told.asserting:
        yield f"{_named(origin)} {_says(len(origin.asserts))} that it happened{_copied(origin)}."
    for origin in told.origins:
        if not origin.asserts and not origin.denies and origin.copies:
            yield f"{_named(origin)} only repeats the words of others: no voice of its own."
    for origin in told.denying:
        theirs = [o for o in told.asserting if set(o.asserts) & set(origin.denied)]
        what = f" what {_and([o.name for o in theirs])} {_plural('says', theirs)}" if theirs else " it"
        yield f"{_named(origin)} denies{what}."
    for origin in told.origins:
        for said in dict.fromkeys(one.sentence for one in origin.against_interest):
            yield f"Against its interest, {origin.name} {said}."
    sides = {o.side for o in told.asserting if o.side}
    if len(sides) > 1:
        yield "More than one side says so."
    elif told.asserting and not told.denying and len(told.asserting) == 1:
        yield "Nobody else on record here says so, and nobody denies it."


def _named(origin: Origin) -> str:
    voices = [v for v in origin.voices if v != origin.name]
    if not voices:
        return origin.name
    if len(voices) == 1:
        return f"{origin.name} ({voices[0]})"
    return f"{origin.name} ({_and(voices)}: of one side, so one voice)" if origin.side else origin.name


def _says(claims: int) -> str:
    return "says" if claims == 1 else f"says {claims} times"


def _copied(origin: Origin) -> str:
    count = len(origin.copies)
    return (
        f"; {count} cop{'y' if count == 1 else 'ies'} of it add{'s' if count == 1 else ''} nothing"
        if count
        else ""
    )


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _plural(verb: str, of: list[Origin]) -> str:
    return verb if len(of) == 1 else verb.removesuffix("s")


def _graded(incident: Incident, proposal: Proposal) -> Graded | None:
    decision = incidents.grade_of(incident)
    if decision is None or decision.credibility is None:
        return None
    before = {c.claim for c in decision.claims.all()}
    now = set(incident.members.values_list("claim_id", flat=True))
    since = []
    if joined := len(now - before):
        since.append(f"{joined} claim{'s' if joined > 1 else ''} joined it since")
    if left := len(before - now):
        since.append(f"{left} left it since")
    if decision.proposed != proposal.credibility:
        since.append(f"{decision.proposed} was proposed then")
    return Graded(
        credibility=decision.credibility,
        word=WORDS[decision.credibility],
        decision=decision,
        since="; ".join(since),
    )
