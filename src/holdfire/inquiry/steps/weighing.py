"""Hypotheses against evidence: each seat fills the matrix for itself, and its drafts are its own."""

from msgspec.structs import replace

from holdfire.inquiry.rules import found, needs_words, next_number, of_investigator, of_voting
from holdfire.inquiry.state import Cell, Hypothesis, Inquiry, Mark, Stamp
from holdfire.record.acts import DraftKept, Supposed, Weighed


def suppose(inquiry: Inquiry, act: Supposed, by: Stamp) -> Inquiry:
    """Puts a hypothesis beside the others."""
    of_investigator(inquiry, by, "put a hypothesis")
    next_number(act.number, inquiry.hypotheses, "hypothesis")
    needs_words(act.words, "how it may have been")
    new = Hypothesis(number=act.number, by=by, words=act.words)
    return replace(inquiry, hypotheses=(*inquiry.hypotheses, new))


def weigh(inquiry: Inquiry, act: Weighed, by: Stamp) -> Inquiry:
    """Says what an item does to a hypothesis, for one's own seat."""
    of_investigator(inquiry, by, "weigh evidence")
    hypothesis = found(act.hypothesis, inquiry.hypotheses, "hypothesis")
    found(act.evidence, inquiry.items, "item of evidence")
    cell = Cell(evidence=act.evidence, seat=by.seat, weight=act.weight, by=by, words=act.words)
    others = [c for c in hypothesis.cells if (c.evidence, c.seat) != (act.evidence, by.seat)]
    cells = tuple(sorted((*others, cell), key=lambda c: (c.evidence, c.seat)))
    changed = replace(hypothesis, cells=cells)
    return replace(
        inquiry,
        hypotheses=tuple(changed if h.number == hypothesis.number else h for h in inquiry.hypotheses),
    )


def keep_draft(inquiry: Inquiry, act: DraftKept, by: Stamp) -> Inquiry:
    """Keeps a seat's own draft; the one before it is replaced."""
    of_voting(inquiry, by, "keep a draft")
    needs_words(act.words, "something to keep")
    others = tuple(d for d in inquiry.drafts if d[0] != by.seat)
    return replace(inquiry, drafts=(*others, (by.seat, Mark(by=by, words=act.words))))
