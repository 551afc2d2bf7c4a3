"""The credibility that corroboration suggests for an incident, with every reason: a proposal, never a grade.

The scale is that of the Admiralty code (NATO STANAG 2511; US Army FM 2-22.3, table B-2): 1 confirmed by other
independent sources, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged. How
reliable a source is plays no part: reliability and credibility are judged apart.

The proposal starts from how many independent origins say so, monitors' and instruments' among them: one, 3;
two or more, 1. Each of these then moves it, within 1 to 5:

- a statement against the speaker's interest by the only origin: one better;
- a denial by the side accused: one worse; by anybody else, or by an origin that asserts it too: two worse;
- a check that fails on its day or place: one worse.

Nothing to judge by (nobody asserts it, or only copies do) is 6.
"""

import msgspec

from holdfire.linking.corroboration import Corroboration, Origin

WORDS = {
    1: "confirmed by other independent sources",
    2: "probably true",
    3: "possibly true",
    4: "doubtful",
    5: "improbable",
    6: "cannot be judged",
}
FAILING = ("date-after-report", "impossible-date", "place-outside-zone")  # checks of the day or the place


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A proposed credibility, 1 to 6, and a sentence for each step towards it."""

    credibility: int
    reasons: tuple[str, ...]

    @property
    def word(self) -> str:
        """The grade in words."""
        return WORDS[self.credibility]


def propose(told: Corroboration, failing: tuple[str, ...] = ()) -> Proposal:
    """The proposal for an incident; `failing` are the kinds of checks that fail on its claims."""
    names = _independent(told)
    if not names:
        return Proposal(
            credibility=6,
            reasons=("Nobody is on record here as saying that it happened: there is nothing to judge by.",),
        )
    grade, reasons = _start(names)
    if len(names) == 1 and (why := _against_interest(told)):
        grade -= 1
        reasons.append(why)
    for origin in told.denying:
        steps, why = _denial(origin, told)
        grade += steps
        reasons.append(why)
    if kinds := sorted({kind for kind in failing if kind in FAILING}):
        grade += 1
        reasons.append(f"A check fails on its day or place ({', '.join(kinds)}): one step worse.")
    return Proposal(credibility=min(5, max(1, grade)), reasons=tuple(reasons))


def _independent(told: Corroboration) -> list[str]:
    """The names of the origins that say it happened, monitors and instruments with them, each once."""
    names = {o.key: o.name for o in told.asserting}
    for one in told.sensed:
        if one.origin not in names and (one.instrument or one.origin):
            names[one.origin] = "an observation of monitors" if one.origin else "an instrument of no side"
    return list(names.values())


def _start(names: list[str]) -> tuple[int, list[str]]:
    if len(names) > 1:
        return 1, [f"{len(names)} independent origins say that it happened: {'; '.join(names)}."]
    return 3, [f"One origin says that it happened: {names[0]}. No other confirms it."]


def _against_interest(told: Corroboration) -> str:
    for origin in told.asserting:
        for one in origin.against_interest:
            if one.claim in origin.asserts:
                return f"{origin.name} {one.sentence}, which is against its interest: one step better."
    return ""


def _denial(origin: Origin, told: Corroboration) -> tuple[int, str]:
    if origin.asserts:
        return 2, f"{origin.name} both says and denies it: two steps worse."
    if origin.side is not None and origin.side in told.accused:
        return 1, f"{origin.name}, which is accused, denies it: one step worse."
    return 2, f"{origin.name}, which is not accused, denies it: two steps worse."
