"""The custody ledger: double entry, one account for each custody, and nothing moves that does not balance.

Seen as a bank sees an account: a debit takes persons out, a credit puts them in, and what is left is the
balance. “Free” is where persons come from and may fall below nothing; every other account never may.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from holdfire.record.dossier import Line, Moved

# From where to where each kind leads; a correction leads anywhere.
WAYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "capture": (("free", "returned", "escaped"), ("held",)),
    "transfer": (("held",), ("held",)),
    "release": (("held",), ("returned",)),
    "escape": (("held",), ("escaped",)),
    "death": (("held",), ("died",)),
}


class Account(msgspec.Struct, frozen=True, order=True):
    """Whose persons, where, and held by whom (where they are held)."""

    of: str
    where: str
    by: str = ""


class Posting(msgspec.Struct, frozen=True, kw_only=True):
    """One line of one movement as it stands in an account: credits count up, debits down."""

    movement: str
    entry: int
    kind: str
    on: date
    account: Account
    change: int
    persons: tuple[str, ...] = ()


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """An account on a day: what was debited and credited so far, and what is left."""

    account: Account
    debits: int
    credits: int

    @property
    def left(self) -> int:
        """Persons in it."""
        return self.credits - self.debits


def account_of(line: Line) -> Account:
    """The account a line is in."""
    return Account(line.of, line.where, line.by)


def postings(moved: Moved, entry: int) -> tuple[Posting, ...]:
    """A movement's lines as postings."""
    return tuple(
        Posting(
            movement=moved.movement,
            entry=entry,
            kind=moved.kind,
            on=date.fromisoformat(moved.on),
            account=account_of(line),
            change=line.count if line.side == "credit" else -line.count,
            persons=line.persons,
        )
        for line in moved.lines
    )


def refusal(moved: Moved, standing: Sequence[Posting]) -> str:
    """Why a movement may not be posted on what stands, in a sentence; empty where it may."""
    for check in (_balances, _names_accounts, _leads_where_it_may, _persons_match):
        if sentence := check(moved):
            return sentence
    return _elsewhere(moved, standing) or _overdrawn(moved, standing)


def balances(standing: Iterable[Posting], on: date = date.max) -> tuple[Balance, ...]:
    """Every account that was ever used, as it stood at the end of a day."""
    debits: dict[Account, int] = defaultdict(int)
    credits: dict[Account, int] = defaultdict(int)
    for one in standing:
        if one.on <= on:
            (credits if one.change > 0 else debits)[one.account] += abs(one.change)
    return tuple(
        Balance(account=a, debits=debits[a], credits=credits[a]) for a in sorted({*debits, *credits})
    )


def in_order(standing: Iterable[Posting]) -> list[Posting]:
    """By day; on one day as they came on the record."""
    return sorted(standing, key=lambda p: (p.on, p.entry))


def in_words(account: Account) -> str:
    """An account by its ids, for a sentence that refuses."""
    return f"{account.where} by {account.by}" if account.by else account.where


def _balances(moved: Moved) -> str:
    sums: dict[str, dict[str, int]] = {}
    for line in moved.lines:
        side = sums.setdefault(line.of, {"debit": 0, "credit": 0})
        side[line.side] += line.count
    for of, side in sums.items():
        if side["debit"] != side["credit"]:
            return (
                f"This movement debits {side['debit']} and credits {side['credit']} persons of {of}, "
                f"{abs(side['debit'] - side['credit'])} apart: every debit has its credit, so mend one count."
            )
    return ""


def _names_accounts(moved: Moved) -> str:
    for line in moved.lines:
        if (line.where == "held") != bool(line.by):
            return "Who is held is held by a party, and nobody else is: say by whom, or leave it out."
    debited = {account_of(x) for x in moved.lines if x.side == "debit"}
    credited = {account_of(x) for x in moved.lines if x.side == "credit"}
    if both := debited & credited:
        return f"The account “{in_words(min(both))}” stands on both sides: persons move to another account."
    return ""


def _leads_where_it_may(moved: Moved) -> str:
    ways = WAYS.get(moved.kind)
    for line in moved.lines if ways else ():
        assert ways
        allowed = ways[0] if line.side == "debit" else ways[1]
        if line.where not in allowed:
            side = "debits" if line.side == "debit" else "credits"
            return (
                f"A {moved.kind} {side} “{'” or “'.join(allowed)}”, not “{line.where}”: "
                "choose another kind, or another account."
            )
    return ""


def _persons_match(moved: Moved) -> str:
    named: dict[str, list[str]] = {"debit": [], "credit": []}
    for line in moved.lines:
        if len(line.persons) > line.count:
            return (
                f"A line names {len(line.persons)} persons and counts {line.count}: count each person named."
            )
        named[line.side] += line.persons
    if any(len(set(persons)) < len(persons) for persons in named.values()):
        return "A person is named twice on one side: each moves once."
    if odd := set(named["debit"]) ^ set(named["credit"]):
        return f"{min(odd)} is named on one side only: who leaves one account arrives in another."
    return ""


def _overdrawn(moved: Moved, standing: Sequence[Posting]) -> str:
    """No account but “free” holds fewer than nobody on any day, the past included."""
    new = postings(moved, max((p.entry for p in standing), default=0) + 1)
    for account in sorted({p.account for p in new if p.account.where != "free"}):
        left = 0
        for one in in_order(p for p in (*standing, *new) if p.account == account):
            if left + one.change < 0:
                return (
                    f"“{in_words(account)}” holds {left} of {account.of} on {one.on} and cannot give "
                    f"{-one.change}: record first how they came into that custody."
                )
            left += one.change
    return ""


def _elsewhere(moved: Moved, standing: Sequence[Posting]) -> str:
    """A person is debited where the ledger has them on that day, and is not moved behind a later movement."""
    for line in moved.lines:
        for person in line.persons if line.side == "debit" else ():
            row = in_order(p for p in standing if person in p.persons and p.change > 0)
            at = row[-1].account if row else Account(line.of, "free")
            if row and row[-1].on.isoformat() > moved.on:
                return (
                    f"{person} moved on {row[-1].on} already: a movement of {moved.on} cannot come after it."
                )
            if at != account_of(line):
                return (
                    f"{person} is “{in_words(at)}” in the ledger, not “{in_words(account_of(line))}”: "
                    "debit the account the person is in."
                )
    return ""
