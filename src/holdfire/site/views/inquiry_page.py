"""What an inquiry's page shows, with every word ready: who may read it sees the words, others the frame."""

from collections.abc import Iterable
from typing import Any

from holdfire.inquiry import sealing, terms, versions
from holdfire.inquiry.commands import sees
from holdfire.inquiry.duties import Duty, duties
from holdfire.inquiry.models import Act, Inquiry, Patrol
from holdfire.inquiry.state import Hand, Mark
from holdfire.inquiry.state import Inquiry as State
from holdfire.inquiry.versions import Version
from holdfire.inquiry.words import Words
from holdfire.record.fields import Kept
from holdfire.register.account import Account
from holdfire.register.incidents import standing_at
from holdfire.register.instance import open_instance
from holdfire.site.views.inquiry_version import clause, finding_view, public_version, whom
from holdfire.site.watched import party_name, seat_name

SEALED = "Sealed"
STEPS = ("received", "admitted", "open", "comment", "signing", "published")
STEP_WORDS = {
    "received": "Alleged",
    "admitted": "Admissible",
    "open": "Investigated",
    "comment": "Draft in comment",
    "signing": "Signed or dissented",
    "published": "Published",
}
DUTY_WORDS = {
    "judge": "Say whether the allegation is admissible",
    "staff": "Name investigators and open the inquiry",
    "answer": "Answer request R{number}",
    "visit": "Report on visit V{number}",
    "take-over": "Sign for evidence E{number}",
    "comment": "Comment on the draft finding",
    "submit": "Put the finding to signature",
    "sign": "Sign the finding or dissent",
    "publish": "Publish the finding",
    "finding": "A finding is due",
    "review": "Review the erratum or decide the appeal",
}


def title_of(state: State, by: Account | None) -> str:
    """An inquiry's title: for those who may read it, or once it is published."""
    if state.standing and (version := public_version(state.standing)):
        return version.title
    if by and sees(state, by):
        return sealing.said(state.alleged.words).title
    return f"Inquiry {state.id}"


def duty_row(duty: Duty, on: str, by: Account) -> dict[str, Any]:
    """A deadline as pages show it, and whether it waits for this account's seat."""
    mine = duty.account == by.id if duty.account else by.seat in duty.seats if duty.seats else False
    return {
        "duty": duty,
        "what": DUTY_WORDS[duty.kind].format(number=duty.number),
        "who": duty.account or ", ".join(whom(s) for s in duty.seats),
        "overdue": duty.overdue(on),
        "reminded": duty.reminded,
        "mine": mine and bool(by.seat),
    }


def page(row: Inquiry, state: State, by: Account, on: str) -> dict[str, Any]:
    """Everything the page shows."""
    reads = sees(state, by)
    say = _Speaker(reads)
    version = _version(state, reads)
    return {
        "row": row,
        "state": state,
        "reads": reads,
        "title": title_of(state, by),
        "allegation": say.text(state.alleged.words),
        "steps": _steps(state),
        "stage": "reopened" if state.reopened else terms.STAGES[state.stage],
        "facts": _facts(state),
        "duties": [duty_row(d, on, by) for d in duties(state, on)],
        "judged": say.mark(state.judged),
        "fails": [terms.GROUNDS[f] for f in state.fails],
        "withdrawn": say.mark(state.withdrawn),
        "terms_of_reference": say.text(state.opened.words) if state.opened and state.opened.words else "",
        "items": [_item(i, say, reads) for i in state.items],
        "requests": [_request(r, say, on) for r in state.requests],
        "visits": [_visit(v, say, state.id) for v in state.visits],
        "matrix": _matrix(state, say),
        "draft": next((say.mark(m) for seat, m in state.drafts if seat == by.seat), None) if reads else None,
        "finding": finding_view(version, published=shows_published(state, reads)) if version else None,
        "comments": [say.mark(c) for c in state.finding.comments] if state.finding else [],
        "on_table": state.finding,
        "standing": state.standing,
        "errata": [_question(q, say) for q in state.errata],
        "appeals": [_question(q, say) for q in state.appeals],
        "acts": _acts(state),
    }


def shows_published(state: State, reads: bool) -> bool:
    """Whether the finding shown is a published one."""
    return not (reads and state.finding and not state.finding.published)


def _version(state: State, reads: bool) -> Version | None:
    """The finding to show: to those who take part the one on the table, to others what is published."""
    finding = state.finding
    if reads and finding and not finding.published:
        return versions.build(state, public=False)
    standing = state.standing
    if standing is None:
        return None
    if reads and standing.confidential:
        return versions.read(open_instance().fetch(standing.confidential.object))
    return public_version(standing)


class _Speaker:
    """Gives words to those who may read them, and says to others that there are some."""

    def __init__(self, reads: bool) -> None:
        self.reads = reads

    def words(self, kept: Kept | None) -> Words:
        return sealing.said(kept) if self.reads else Words()

    def text(self, kept: Kept | None) -> str:
        if kept is None:
            return ""
        return sealing.said(kept).text if self.reads else SEALED

    def mark(self, mark: Mark | None) -> dict[str, Any] | None:
        if mark is None:
            return None
        return {"by": mark.by, "seat": seat_name(mark.by.seat), "text": self.text(mark.words), "mark": mark}


def _steps(state: State) -> list[dict[str, Any]]:
    stage = "received" if state.stage == "inadmissible" else state.stage
    at = STEPS.index(stage)
    return [
        {"word": STEP_WORDS[s], "now": n == at, "past": n < at, "number": n + 1} for n, s in enumerate(STEPS)
    ]


def _facts(state: State) -> dict[str, Any]:
    alleged = state.alleged
    on = {i.id: i for one in alleged.incidents if (i := standing_at(one)) is not None}
    return {
        "by": seat_name(state.by.seat),
        "against": whom(alleged.against) if alleged.against else "nobody named",
        "clauses": [clause(c) for c in alleged.clauses],
        "start": alleged.start,
        "end": alleged.end,
        "incidents": list(on.values()),
        "voting": [seat_name(s) for s in state.voting],
        "witnesses": [seat_name(s) for s in state.witnesses],
        "investigators": [{"account": a, "seat": seat_name(s)} for s, a in state.investigators],
    }


def _item(item: Any, say: _Speaker, reads: bool) -> dict[str, Any]:
    words = say.words(item.words)
    return {
        "item": item,
        "kind": terms.EVIDENCE[item.kind],
        "title": words.title or (words.text if reads else SEALED),
        "text": words.text if words.title else "",
        "seat": seat_name(item.by.seat),
        "holder": item.holder or "returned to its owner",
        "sealed": item.bytes is not None,
        "report": item.report,
        "custody": [_hand(h, say) for h in item.custody],
        "redaction": _redaction(item.redaction, say) if item.redaction else None,
    }


def _redaction(made: Any, say: _Speaker) -> dict[str, Any]:
    words = say.words(made.words)
    return {
        "made": made,
        "text": words.text,
        "areas": [
            {"page": a.page, "why": terms.WHY_PAINTED[a.why], "text": said}
            for a, said in zip(made.areas, (*words.steps, *("" for _ in made.areas)), strict=False)
        ],
    }


def _hand(hand: Hand, say: _Speaker) -> dict[str, Any]:
    word, premis = terms.CUSTODY[hand.act]
    extra = {True: "as deposited", False: "changed", None: ""}[hand.unchanged]
    return {
        "word": word,
        "premis": premis,
        "by": hand.by,
        "seat": seat_name(hand.by.seat),
        "to": hand.to if hand.act == "offered" else "",
        "extra": extra,
        "text": say.text(hand.words),
    }


def _request(asked: Any, say: _Speaker, on: str) -> dict[str, Any]:
    if asked.answer:
        how = "answered late" if asked.late else "answered"
    elif asked.silence:
        how = "silent"
    else:
        how = "overdue" if asked.due < on else "waiting"
    return {
        "request": asked,
        "to": whom(asked.to),
        "text": say.text(asked.words),
        "how": how,
        "failing": how in ("overdue", "silent"),
        "answer": say.mark(asked.answer),
        "silence": asked.silence,
        "reminders": [r.by.day for r in asked.reminders],
    }


def _visit(visit: Any, say: _Speaker, inquiry: str) -> dict[str, Any]:
    words = say.words(visit.words)
    return {
        "visit": visit,
        "where": words.title or SEALED,
        "text": words.text,
        "controlled_by": party_name(visit.controlled_by) if visit.controlled_by else "",
        "access": terms.ACCESS.get(visit.access or "", "planned"),
        "report": say.mark(visit.report),
        "patrols": Patrol.objects.filter(inquiry=inquiry, visit=visit.number),
    }


GLYPHS = {"supports": "+", "contradicts": "−", "neutral": "○"}


def _matrix(state: State, say: _Speaker) -> dict[str, Any]:
    rows = []
    for h in state.hypotheses:
        cells = []
        for item in state.items:
            said = [c for c in h.cells if c.evidence == item.number]
            cells.append(
                [
                    {
                        "seat": seat_name(c.seat),
                        "glyph": GLYPHS[c.weight],
                        "word": terms.WEIGHTS[c.weight],
                        "weight": c.weight,
                        "why": say.text(c.words),
                    }
                    for c in said
                ]
            )
        rows.append({"number": h.number, "text": say.text(h.words), "cells": cells})
    return {"rows": rows, "items": [i.number for i in state.items]}


def _question(question: Any, say: _Speaker) -> dict[str, Any]:
    return {
        "question": question,
        "seat": seat_name(question.by.seat),
        "text": say.text(question.words),
        "decided": say.mark(question.decided),
    }


ACT_WORDS = {
    "alleged": "makes the allegation",
    "judged": "judges whether it is admissible",
    "withdrawn": "withdraws the allegation",
    "named": "names an investigator",
    "released": "releases an investigator",
    "opened": "opens the inquiry",
    "deposited": "deposits evidence",
    "redacted": "redacts evidence for publication",
    "offered": "hands evidence over",
    "took-over": "takes evidence over",
    "inspected": "inspects evidence",
    "returned": "returns evidence",
    "requested": "sends a request",
    "reminded": "sends a reminder",
    "answered": "answers a request",
    "silent": "puts a silence on record",
    "visit-planned": "plans a site visit",
    "visit-reported": "reports on a site visit",
    "supposed": "puts a hypothesis",
    "weighed": "weighs evidence",
    "draft-kept": "keeps a draft of its own",
    "drafted": "puts a draft finding on the table",
    "commented": "comments on the draft",
    "submitted": "puts the finding to signature",
    "recalled": "takes the draft back",
    "signed": "signs",
    "dissented": "dissents",
    "published": "publishes the finding",
    "erratum-proposed": "proposes an erratum",
    "erratum-reviewed": "reviews an erratum",
    "appealed": "appeals",
    "appeal-decided": "decides an appeal",
    "read": "opens sealed evidence",
}
REFS = {
    "deposited": "E", "offered": "E", "took-over": "E", "inspected": "E", "returned": "E", "requested": "R",
    "reminded": "R", "answered": "R", "silent": "R", "visit-planned": "V", "visit-reported": "V",
    "supposed": "H",
}  # fmt: skip


def _acts(state: State) -> list[dict[str, Any]]:
    rows: Iterable[Act] = Act.objects.filter(inquiry=state.id)
    found = []
    for act in rows:
        letter = REFS.get(act.kind)
        ref = f"{letter}{act.data['number']}" if letter else ""
        if act.kind == "weighed":
            ref = f"E{act.data['evidence']} against H{act.data['hypothesis']}"
        found.append(
            {
                "act": act,
                "seat": seat_name(act.seat) if act.seat else act.author,
                "what": ACT_WORDS.get(act.kind, act.kind),
                "ref": ref,
            }
        )
    return found
