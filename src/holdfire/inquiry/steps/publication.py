"""Publication and what comes after: no dissent left out, no silence hidden, nothing published edited."""

import re

from msgspec.structs import replace

from holdfire.inquiry.rules import found, needs_words, next_number, of_voting, refuse
from holdfire.inquiry.state import Inquiry, Mark, Question, Stamp
from holdfire.record.acts import AppealDecided, Appealed, ErratumProposed, ErratumReviewed, Published

SHA256 = re.compile(r"[0-9a-f]{64}")


def publish(inquiry: Inquiry, act: Published, by: Stamp) -> Inquiry:
    """Publishes the finding with every seat's word: signed, dissented, or silent past the day."""
    of_voting(inquiry, by, "publish a finding")
    finding = inquiry.finding
    if finding is None or finding.version != act.version:
        refuse(f"Version {act.version} of the finding is not on the table: load the page again.")
    signed = tuple(s for s in inquiry.voting if (v := finding.voice_of(s)) and not v.dissents)
    dissented = tuple(s for s in inquiry.voting if (v := finding.voice_of(s)) and v.dissents)
    if not signed:
        refuse("No seat has signed this finding: what nobody signs is not published as a finding.")
    if (act.signed, act.dissented, act.silent) != (signed, dissented, inquiry.unheard):
        refuse(
            "A publication names each seat with a vote once, as signed, dissented or silent: "
            "load the page again."
        )
    if inquiry.unheard and by.day <= finding.sign_until:
        refuse(
            f"{', '.join(inquiry.unheard)} may sign or dissent until {finding.sign_until}: "
            "publish when every seat has spoken, or after that day."
        )
    if not SHA256.fullmatch(act.public):
        refuse("The digest of the public version is missing: load the page again.")
    done = replace(
        finding,
        published=by,
        silent=inquiry.unheard,
        public=act.public,
        page=act.page,
        confidential=act.confidential,
    )
    findings = tuple(done if f.version == done.version else f for f in inquiry.findings)
    return replace(inquiry, stage="published", findings=findings)


def propose_erratum(inquiry: Inquiry, act: ErratumProposed, by: Stamp) -> Inquiry:
    """Proposes a correction; what is published stands until another seat agrees."""
    of_voting(inquiry, by, "propose an erratum")
    next_number(act.number, inquiry.errata, "erratum")
    needs_words(act.words, "what is to be corrected, and into what")
    return replace(inquiry, errata=(*inquiry.errata, Question(number=act.number, by=by, words=act.words)))


def review_erratum(inquiry: Inquiry, act: ErratumReviewed, by: Stamp) -> Inquiry:
    """Another seat accepts the correction, or not."""
    of_voting(inquiry, by, "review an erratum")
    asked = _undecided(found(act.number, inquiry.errata, "erratum"), by, "erratum")
    decided = replace(asked, decided=Mark(by=by, words=act.words), granted=act.accepted)
    return replace(inquiry, errata=tuple(decided if e.number == asked.number else e for e in inquiry.errata))


def appeal(inquiry: Inquiry, act: Appealed, by: Stamp) -> Inquiry:
    """Appeals: the seat that alleged against a refusal, a seat that votes against a finding."""
    if inquiry.stage == "inadmissible":
        if by.seat != inquiry.by.seat:
            refuse("Only the seat that made the allegation can appeal against its dismissal.")
    else:
        of_voting(inquiry, by, "appeal")
    if any(a.decided is None for a in inquiry.appeals):
        refuse("An appeal is pending: it is decided before another one is lodged.")
    next_number(act.number, inquiry.appeals, "appeal")
    needs_words(act.words, "on what grounds you appeal")
    return replace(inquiry, appeals=(*inquiry.appeals, Question(number=act.number, by=by, words=act.words)))


def decide_appeal(inquiry: Inquiry, act: AppealDecided, by: Stamp) -> Inquiry:
    """Another seat decides; granted, the inquiry goes on and what is published stands meanwhile."""
    dismissed = inquiry.stage == "inadmissible"
    if not dismissed:
        of_voting(inquiry, by, "decide an appeal")
    asked = _undecided(found(act.number, inquiry.appeals, "appeal"), by, "appeal")
    if dismissed and not act.granted and by.seat == inquiry.alleged.answers:
        refuse("The seat that answers for the party accused may grant this appeal, but not turn it down.")
    needs_words(act.words, "why the appeal is granted, or why not")
    decided = replace(asked, decided=Mark(by=by, words=act.words), granted=act.granted)
    appeals = tuple(decided if a.number == asked.number else a for a in inquiry.appeals)
    if not act.granted:
        return replace(inquiry, appeals=appeals)
    return replace(inquiry, appeals=appeals, stage="admitted" if dismissed else "open")


def _undecided(asked: Question, by: Stamp, what: str) -> Question:
    if asked.decided:
        refuse(f"This {what} was decided on {asked.decided.by.day}.")
    if by.seat == asked.by.seat:
        refuse(f"Another seat decides this {what}: nobody judges in their own cause.")
    return asked
