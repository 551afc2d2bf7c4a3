"""A body spoken of again: "the ministry", "the army", "the statement", "it" are whoever was named so before.

The nearest earlier source that the noun fits comes first, then the nearest mention of a party it fits. A
statement speaks for the last body or person that spoke. A noun with more words to it names a body of its own.
"""

import re
from collections.abc import Mapping, Sequence

from spacy.tokens import Token

from holdfire.reading.claim import Actor
from holdfire.theatre.types import Party

DOCUMENTS = {
    "statement", "communique", "communiqué", "bulletin", "release", "message", "note", "announcement",
    "account", "declaration", "notice", "comment",
}  # fmt: skip
# What kinds of party a noun may mean beside those that bear it in their name.
KINDS = {
    "ministry": {"ministry"},
    "army": {"military"}, "military": {"military"}, "forces": {"military"}, "troops": {"military"},
    "government": {"government"}, "authorities": {"government", "authorities"}, "country": {"state"},
    "command": {"command"}, "contingent": {"command"}, "peacekeepers": {"command"}, "company": {"company"},
    "firm": {"company"}, "organisation": {"international"}, "organization": {"international"},
    "union": {"international"}, "bloc": {"international"}, "service": set(), "committee": set(),
    "commission": set(), "centre": set(), "center": set(), "council": set(), "agency": set(), "office": set(),
    "administration": set(), "department": set(), "embassy": set(), "mission": set(), "group": set(),
}  # fmt: skip
_WHOSE = re.compile(r"\s(?:of|in|for|at|on|from)\s")
_DETERMINERS = {"the", "this", "that", "its", "same"}


def is_document(head: Token) -> bool:
    """Whether a source is what somebody put out rather than somebody."""
    return head.lower_ in DOCUMENTS


def stands_alone(head: Token) -> bool:
    """ "the ministry", with nothing that would tell it from another one; "the same statement" too."""
    beside = ("relcl", "punct", "acl", "appos", "advmod")
    rest = [c for c in head.children if c.dep_ not in beside and c.i < head.i]
    after = [c for c in head.children if c.dep_ in ("prep", "relcl", "acl", "poss") and c.i > head.i]
    return bool(rest) and all(c.lower_ in _DETERMINERS for c in rest) and not after


def fits(head: Token, name: str, kind: str | None) -> bool:
    """Whether a noun may mean the body of this name and kind."""
    noun = head.lower_
    if noun not in KINDS:
        return False
    if kind in KINDS[noun]:
        return True
    # Of "the first account of the ministry" it is the account that speaks, no ministry.
    itself = _WHOSE.split(name)[0]
    return re.search(rf"\b{re.escape(noun[:6])}", itself, re.I) is not None


def spoken_of(
    head: Token,
    spoken: Sequence[tuple[str, str | None]],
    mentions: Sequence[tuple[int, int, Actor]],
    kinds: Mapping[str, Party],
) -> tuple[str, str | None] | None:
    """Name and party of whom "the ministry" or "the statement" means; None when nobody before fits.

    `spoken` are the earlier sources by name and party, oldest first; `mentions` the parties of the text.
    """
    if not stands_alone(head):
        return None
    if is_document(head):
        return spoken[-1] if spoken else None
    for name, party_id in reversed(spoken):
        party = kinds.get(party_id or "")
        if fits(head, name, party.kind if party else None):
            return name, party_id
    for start, _, actor in reversed(mentions):
        party = kinds.get(actor.party_id or "")
        if start < head.idx and party and actor.role != "demonym" and fits(head, actor.name, party.kind):
            return actor.name, actor.party_id
    return None


def author_of(head: Token, mentions: Sequence[tuple[int, int, Actor]]) -> tuple[str, str | None] | None:
    """Whose document it is: "the statement of the Ministry of Defence". None when it does not say."""
    if not is_document(head):
        return None
    for child in head.children:
        if child.dep_ == "poss" or (child.dep_ == "prep" and child.lower_ in ("of", "by", "from")):
            left, right = child.left_edge.idx, child.right_edge.idx + len(child.right_edge)
            inside = [a for s, e, a in mentions if left <= s and e <= right and a.role != "demonym"]
            if inside:
                return inside[0].name, inside[0].party_id
    return None
