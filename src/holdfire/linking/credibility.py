"""The credibility that corroboration suggests for an incident, with every reason: a proposal, never a grade.

The scale is that of the Admiralty code (NATO STANAG 2511; US Army FM 2-22.3, table B-2): 1 confirmed by other
independent sources, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged. How
reliable a source is plays no part: reliability and credibility are judged apart.

An account is what is told of one accused side; where two sides accuse one another there are two, each judged
by itself, and the better supported is proposed. The proposal starts from how many independent origins tell
the account, monitors' and instruments' among them: one, 3; two or more, 1. Each of these then moves it,
within 1 to 5:

- a statement against the speaker's interest by the only origin: one better;
- a denial by the side accused: one worse; by anybody else, or by an origin that tells it too: two worse;
- a check that fails on its day or place: one worse.

Nothing to judge by (nobody asserts it, or only copies do) is 6.
"""

from collections.abc import Sequence

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
    accused: list[str | None] = [*sorted({side for o in told.asserting for side in o.accuses})]
    accounts = [_account(side, told, failing) for side in accused or [None]]
    best = min(accounts, key=lambda p: p.credibility)
    if len(accounts) == 1:
        return best
    why = "Opposing accounts are told here, each judged by itself; this is the better supported."
    return Proposal(credibility=best.credibility, reasons=(why, *best.reasons))


def _account(accused: str | None, told: Corroboration, failing: tuple[str, ...]) -> Proposal:
    """The proposal for what is told of one side, by those who accuse it and those who accuse nobody."""
    telling = [o for o in told.asserting if accused is None or not o.accuses or accused in o.accuses]
    names = _independent(telling, told)
    if not names:
        return Proposal(
            credibility=6,
            reasons=("Nobody is on record here as saying that it happened: there is nothing to judge by.",),
        )
    grade, reasons = _start(names)
    if len(names) == 1 and (why := _against_interest(telling)):
        grade -= 1
        reasons.append(why)
    claims = {c for o in telling for c in o.asserts}
    for origin in told.denying:
        if not origin.denied or claims & set(origin.denied):
            steps, why = _denial(origin, accused, telling)
            grade += steps
            reasons.append(why)
    if kinds := sorted({kind for kind in failing if kind in FAILING}):
        grade += 1
        reasons.append(f"A check fails on its day or place ({', '.join(kinds)}): one step worse.")
    return Proposal(credibility=min(5, max(1, grade)), reasons=tuple(reasons))


def _independent(telling: Sequence[Origin], told: Corroboration) -> list[str]:
    """The names of the origins that say it happened, monitors and instruments with them, each once."""
    names = {o.key: o.name for o in telling}
    for one in told.sensed:
        if one.origin not in names and (one.instrument or one.origin):
            names[one.origin] = "an observation of monitors" if one.origin else "an instrument of no side"
    return list(names.values())


def _start(names: list[str]) -> tuple[int, list[str]]:
    if len(names) > 1:
        return 1, [f"{len(names)} independent origins say that it happened: {'; '.join(names)}."]
    return 3, [f"One origin says that it happened: {names[0]}. No other confirms it."]


def _against_interest(telling: Sequence[Origin]) -> str:
    for origin in telling:
        for one in origin.against_interest:
            if one.claim in origin.asserts:
                return f"{origin.name} {one.sentence}, which is against its interest: one step better."
    return ""


def _denial(origin: Origin, accused: str | None, telling: Sequence[Origin]) -> tuple[int, str]:
    if origin.side is not None and origin.side == accused:
        return 1, f"{origin.name}, which is accused, denies it: one step worse."
    if origin in telling:
        return 2, f"{origin.name} both says and denies it: two steps worse."
    return 2, f"{origin.name}, which is not accused, denies it: two steps worse."
