"""Who may do what: the one table from role to rights. Commands of the inquiry and pages both ask it.

A right is what a role may do at all. In an inquiry more is asked: that the seat takes part, that it has a
vote, that the account was named investigator by its own seat (`holdfire.inquiry.rules`).
"""

from enum import Enum

from django.db.models import TextChoices


class Right(Enum):
    """One thing an account may do; the value finishes the sentence “This account may not …”."""

    READ = "read the register"
    RECEIVE = "receive reports into the record"
    DECIDE = "confirm, correct or reject claims"
    LINK = "merge, split or grade incidents"
    VERIFY = "verify the record"
    FOLLOW = "read the words of its seat's inquiries"
    LOG = "write the liaison log"
    OBSERVE = "report observations from the field"
    ALLEGE = "make or withdraw an allegation"
    ANSWER = "deposit evidence, pass it on or answer requests"
    INVESTIGATE = "investigate"
    LEAD = "judge, staff or open an inquiry, decide about errata and appeals"
    SIGN = "sign for its seat or dissent"
    FILE = "write into the dossiers"
    LOCK = "lock or unlock a period"
    PERSONS = "read or write the files of detained and missing persons"


class Role(TextChoices):
    """What somebody is in a seat."""

    PUBLIC = "public", "Public reader"
    OBSERVER = "observer", "Observer"
    REPORTER = "reporter", "Reporter"
    ANALYST = "analyst", "Analyst"
    INVESTIGATOR = "investigator", "Investigator"
    HEAD = "head", "Head of seat"
    KEEPER = "keeper", "Record keeper"


_READER = frozenset({Right.READ, Right.VERIFY})

RIGHTS: dict[str, frozenset[Right]] = {
    Role.PUBLIC.value: frozenset(),  # the first page and what is published; nothing of the register
    Role.OBSERVER.value: _READER | {Right.FOLLOW},
    Role.REPORTER.value: _READER | {Right.RECEIVE, Right.LOG, Right.OBSERVE},
    Role.ANALYST.value: _READER
    | {Right.RECEIVE, Right.DECIDE, Right.LINK, Right.FOLLOW, Right.LOG, Right.ALLEGE, Right.OBSERVE}
    | {Right.FILE},
    Role.INVESTIGATOR.value: _READER
    | {Right.RECEIVE, Right.FOLLOW, Right.LOG, Right.ALLEGE, Right.ANSWER, Right.INVESTIGATE}
    | {Right.OBSERVE, Right.FILE, Right.PERSONS},
    Role.HEAD.value: _READER
    | {Right.RECEIVE, Right.FOLLOW, Right.LOG, Right.ALLEGE, Right.ANSWER, Right.INVESTIGATE, Right.LEAD}
    | {Right.SIGN, Right.OBSERVE, Right.FILE, Right.PERSONS, Right.LOCK},
    # The operator's role: it keeps the record and sees no sealed word of an inquiry.
    Role.KEEPER.value: _READER | {Right.RECEIVE, Right.LOCK},
}


def may(role: str, right: Right) -> bool:
    """Whether a role holds a right; a role nobody knows holds none."""
    return right in RIGHTS.get(role, frozenset())
