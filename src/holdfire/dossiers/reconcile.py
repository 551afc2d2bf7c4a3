"""Public totals against the custody ledger, and against the total said before, each with its arithmetic.

The ledger holds what seats put into it and may well be short of what happened: a difference says that the two
do not agree, never which is right.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from holdfire.dossiers import detainees
from holdfire.dossiers.confirmed import day_of
from holdfire.dossiers.ledger import Balance, Posting, balances, in_order
from holdfire.theatre import Lookup, Theatre


class Reckoned(msgspec.Struct, frozen=True, kw_only=True):
    """A figure claimed, what it is held against, and the sum written out. `difference`: claimed less that."""

    what: str  # "to Armenia", "in all"
    claimed: int | float
    against: int | float
    difference: int | float
    arithmetic: str

    @property
    def agrees(self) -> bool:
        """Whether the two are the same."""
        return self.difference == 0


class Reconciled(msgspec.Struct, frozen=True, kw_only=True):
    """One public statement, held against the ledger and against what the same speaker said before."""

    statement: detainees.Statement
    ledger: tuple[Reckoned, ...]
    earlier: Reckoned | None
    note: str = ""  # why it cannot be held against the ledger


class PartyLedger(msgspec.Struct, frozen=True, kw_only=True):
    """The accounts of one party's persons: their sum is nought, or the ledger does not balance."""

    of: str
    name: str
    accounts: tuple[tuple[str, Balance], ...]  # account in words

    @property
    def debits(self) -> int:
        """All debits."""
        return sum(b.debits for _, b in self.accounts)

    @property
    def credits(self) -> int:
        """All credits."""
        return sum(b.credits for _, b in self.accounts)

    @property
    def balanced(self) -> bool:
        """Whether debits and credits are equal."""
        return self.debits == self.credits


def party_ledgers(standing: Sequence[Posting], on: date, theatre: Theatre) -> tuple[PartyLedger, ...]:
    """The ledger of each party as it stood on a day."""
    names = Lookup(theatre)
    every = balances(standing, on)
    return tuple(
        PartyLedger(
            of=of,
            name=_name(names, of),
            accounts=tuple((in_words(b, names), b) for b in every if b.account.of == of),
        )
        for of in sorted({b.account.of for b in every})
    )


def in_words(balance: Balance, names: Lookup) -> str:
    """An account for a page."""
    account = balance.account
    return {
        "free": "Free, before capture",
        "held": f"Held by {_name(names, account.by)}",
        "returned": "Returned",
        "died": "Died in custody",
        "escaped": "Escaped",
    }[account.where]


def reconcile(
    series: Sequence[detainees.Series], standing: Sequence[Posting], theatre: Theatre
) -> tuple[Reconciled, ...]:
    """Every statement of every series."""
    names = Lookup(theatre)
    found = []
    for one in series:
        before: detainees.Statement | None = None
        for statement in one.statements:
            found.append(_reconciled(statement, before, one.about, standing, names))
            before = statement
    return tuple(found)


def _reconciled(
    statement: detainees.Statement,
    before: detainees.Statement | None,
    about: str,
    standing: Sequence[Posting],
    names: Lookup,
) -> Reconciled:
    if about == "remains":
        return Reconciled(statement=statement, ledger=(), earlier=None, note="The ledger holds no remains.")
    said = statement.said_on or date.max
    until = min(day_of(statement.until) or said, said)
    since = day_of(statement.since) or date.min
    found = []
    if statement.figure is not None:
        found.append(_against("in all", statement.figure, about, standing, since, until, names, ""))
    found += [
        _against(f"to {part.to}", part.value, about, standing, since, until, names, part.to)
        for part in statement.parts
        if part.to
    ]
    return Reconciled(
        statement=statement, ledger=tuple(found), earlier=_earlier(statement, before, about, standing)
    )


def _against(
    what: str,
    claimed: int | float,
    about: str,
    standing: Sequence[Posting],
    since: date,
    until: date,
    names: Lookup,
    of: str,
) -> Reckoned:
    mine = [p for p in standing if not of or _name(names, p.account.of) == of]
    if about == "held":
        figure: int = sum(b.left for b in balances(mine, until) if b.account.where == "held")
        summed = f"the ledger has {figure} held on {until}"
    else:
        counts = [p.change for p in _returns(mine, since, until)]
        figure = sum(counts)
        summed = f"the ledger returns {_sum(counts)}"
        summed += f" from {since} to {until}" if since != date.min else f" by {until}"
    difference = claimed - figure
    return Reckoned(
        what=what,
        claimed=claimed,
        against=figure,
        difference=difference,
        arithmetic=f"{claimed:n} claimed {what}; {summed}; {_apart(difference, 'the ledger')}",
    )


def _earlier(
    statement: detainees.Statement,
    before: detainees.Statement | None,
    about: str,
    standing: Sequence[Posting],
) -> Reckoned | None:
    """What was said before, and what the ledger has moved since, against what is said now."""
    if before is None or before.figure is None or statement.figure is None:
        return None
    if about == "held" or not before.said_on or not statement.said_on or before.since != statement.since:
        return None
    moved = [p.change for p in _returns(standing, before.said_on, statement.said_on) if p.on > before.said_on]
    expected = before.figure + sum(moved)
    difference = statement.figure - expected
    return Reckoned(
        what="since the total before",
        claimed=statement.figure,
        against=expected,
        difference=difference,
        arithmetic=(
            f"{before.figure:n} said on {before.said_on} + {_sum(moved)} in the ledger since, "
            f"{expected:n} in all; {statement.figure:n} claimed; {_apart(difference, 'that')}"
        ),
    )


def _returns(standing: Sequence[Posting], since: date, until: date) -> list[Posting]:
    return [
        p
        for p in in_order(standing)
        if p.account.where == "returned" and p.kind in ("release", "correction") and since <= p.on <= until
    ]


def _sum(counts: Sequence[int]) -> str:
    if len(counts) < 2:
        return str(sum(counts))
    return f"{' + '.join(map(str, counts))} = {sum(counts)}".replace("+ -", "− ")


def _apart(difference: int | float, what: str) -> str:
    if not difference:
        return "they agree"
    return f"{abs(difference):n} {'more' if difference > 0 else 'fewer'} than {what}"


def _name(names: Lookup, party: str) -> str:
    found = names.party(party)
    return found.name if found else party
