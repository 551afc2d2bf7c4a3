"""The finding: drafted under the rules of proof, commented on, signed or dissented from by each seat."""

from msgspec.structs import replace

from holdfire.inquiry.cites import check_cites
from holdfire.inquiry.rules import (
    needs_words,
    not_before,
    of_investigator,
    of_taking_part,
    of_voting,
    refuse,
)
from holdfire.inquiry.state import Finding, Inquiry, Mark, Stamp, Voice, digest_of, said_by
from holdfire.inquiry.terms import ATTRIBUTION, HAPPENED, NAMES_A_PARTY, OUTCOMES
from holdfire.record import passkeys
from holdfire.record.acts import Commented, Dissented, Drafted, Recalled, Signed, Submitted


def draft(inquiry: Inquiry, act: Drafted, by: Stamp) -> Inquiry:
    """Puts a draft, or a new version of it, on the table."""
    of_investigator(inquiry, by, "put a draft finding")
    if act.version != len(inquiry.findings) + 1:
        refuse(f"The next version is {len(inquiry.findings) + 1}, not {act.version}: load the page again.")
    needs_words(act.words, "what was found and why")
    check_outcome(inquiry, act)
    check_cites(act.cites, inquiry)
    if act.outcome in HAPPENED and not any(c.startswith("E") for s in act.cites for c in s):
        refuse(f"“{OUTCOMES[act.outcome]}” rests on evidence: cite at least one item E… in the reasoning.")
    not_before(act.comments_until, by, "the last day of comment")
    return replace(inquiry, stage="comment", findings=(*inquiry.findings, Finding(draft=act, by=by)))


def check_outcome(inquiry: Inquiry, act: Drafted) -> None:
    """Outcome, attribution, clause and access agree with one another and with the case."""
    word = OUTCOMES[act.outcome]
    if not 0 <= act.attribution < len(ATTRIBUTION):
        refuse(f"The ladder of attribution has the rungs 0 to {len(ATTRIBUTION) - 1}, not {act.attribution}.")
    if (act.attribution >= NAMES_A_PARTY) != bool(act.party):
        refuse(
            f"Rung {act.attribution} (“{ATTRIBUTION[act.attribution]}”) "
            + ("names a party: say which." if not act.party else "names nobody: leave the party out.")
        )
    if act.attribution and act.outcome not in HAPPENED:
        refuse(f"“{word}” attributes nothing to anybody: set the attribution to 0.")
    if act.outcome == "not-attributable" and act.attribution >= NAMES_A_PARTY:
        refuse(f"“{word}” names no party: stay below rung {NAMES_A_PARTY}, or choose another outcome.")
    breach = act.outcome in ("violation", "not-attributable")
    if breach and not act.clauses:
        refuse(f"“{word}” breaks a clause: say which clause of the agreement.")
    if breach == (act.severity == "none") and act.outcome != "probable":
        refuse(
            f"“{word}” "
            + ("has a severity: choose one." if breach else "is no breach: set the severity to “no breach”.")
        )
    if act.outcome == "violation" and act.standard == "suspicion":
        refuse(
            f"“{word}” needs more than reasonable suspicion: raise the standard of proof, or say “probable”."
        )
    if act.outcome == "unverifiable" and not _sought_in_vain(inquiry):
        refuse(
            "“Unverifiable” means that access was sought and not given: put a refused visit or an unanswered "
            "request on record first. What nobody has looked into is “not yet verified”, which is no outcome."
        )
    if bool(act.duplicate_of) != (act.outcome == "duplicate"):
        refuse("A duplicate says which inquiry it repeats, and only a duplicate does.")
    if act.outcome == "withdrawn" and not inquiry.withdrawn:
        refuse("The allegation was not withdrawn by the seat that made it: choose another outcome.")
    if act.outcome in HAPPENED | {"unfounded"} and not any(h.cells for h in inquiry.hypotheses):
        refuse(f"Before “{word}” is found, evidence is weighed against at least one hypothesis.")


def _sought_in_vain(inquiry: Inquiry) -> bool:
    refused = any(v.access in ("refused", "delayed") for v in inquiry.visits)
    return refused or any(r.silence and not r.answer for r in inquiry.requests)


def comment(inquiry: Inquiry, act: Commented, by: Stamp) -> Inquiry:
    """A seat says what it thinks of the draft, or that it has nothing more to say."""
    of_taking_part(inquiry, by, "comment")
    finding = _on_the_table(inquiry, act.version)
    if by.day > finding.draft.comments_until:
        refuse(
            f"Comments could be made until {finding.draft.comments_until}: "
            "a seat with a vote can still dissent."
        )
    if not act.final:
        needs_words(act.words, "what the comment is")
    said = Mark(by=by, words=act.words, final=act.final)
    return _put(inquiry, replace(finding, comments=(*finding.comments, said)))


def submit(inquiry: Inquiry, act: Submitted, by: Stamp) -> Inquiry:
    """Puts the draft to the seats when the time for comment is over, or every seat has said its last."""
    of_investigator(inquiry, by, "put the finding to signature")
    finding = _on_the_table(inquiry, act.version)
    done = {c.by.seat for c in finding.comments if c.final}
    if by.day <= finding.draft.comments_until and not set(inquiry.voting) <= done:
        missing = ", ".join(s for s in inquiry.voting if s not in done)
        refuse(
            f"Comments may be made until {finding.draft.comments_until}; before that each seat with a vote "
            f"must have said its last, and {missing} has not."
        )
    not_before(act.sign_until, by, "the last day for signatures")
    return replace(_put(inquiry, replace(finding, sign_until=act.sign_until)), stage="signing")


def recall(inquiry: Inquiry, act: Recalled, by: Stamp) -> Inquiry:
    """Takes the draft back: its signatures stay on record and count no more."""
    of_investigator(inquiry, by, "take the draft back")
    finding = _on_the_table(inquiry, act.version)
    needs_words(act.words, "why the draft is taken back")
    recalled = replace(finding, recalled=Mark(by=by, words=act.words))
    return replace(_put(inquiry, recalled), stage="open")


def sign(inquiry: Inquiry, act: Signed, by: Stamp) -> Inquiry:
    """A seat signs, for itself and once."""
    finding = _to_sign(inquiry, act, by, "sign")
    voice = Voice(seat=by.seat, by=by, dissents=False, words=act.words, passkey=act.passkey)
    return _put(inquiry, replace(finding, voices=(*finding.voices, voice)))


def dissent(inquiry: Inquiry, act: Dissented, by: Stamp) -> Inquiry:
    """A seat dissents, with reasons."""
    finding = _to_sign(inquiry, act, by, "dissent")
    needs_words(act.words, "why your seat dissents")
    if act.outcome and (act.attribution >= NAMES_A_PARTY) != bool(act.party):
        refuse("A dissent names a party exactly where its rung of attribution does.")
    voice = Voice(
        seat=by.seat,
        by=by,
        dissents=True,
        words=act.words,
        passkey=act.passkey,
        outcome=act.outcome,
        attribution=act.attribution,
        party=act.party,
    )
    return _put(inquiry, replace(finding, voices=(*finding.voices, voice)))


def _to_sign(inquiry: Inquiry, act: Signed | Dissented, by: Stamp, what: str) -> Finding:
    of_voting(inquiry, by, what)
    finding = _on_the_table(inquiry, act.version)
    if act.over != digest_of(finding.draft):
        refuse("What was signed is not the finding on the table: read it again and sign what it says now.")
    if act.passkey and not passkeys.holds(act.passkey, said_by(act, by.seat)):
        refuse("The passkey was not touched for this: begin again from the inquiry's page.")
    if voice := finding.voice_of(by.seat):
        word = "dissented from" if voice.dissents else "signed"
        refuse(f"Your seat has {word} this version on {voice.by.day}: it speaks to a version once.")
    return finding


def _on_the_table(inquiry: Inquiry, version: int) -> Finding:
    finding = inquiry.finding
    if finding is None or finding.version != version:
        now = f"version {finding.version} is" if finding else "none is"
        refuse(f"Version {version} of the finding is not on the table, {now}: load the page again.")
    return finding


def _put(inquiry: Inquiry, finding: Finding) -> Inquiry:
    return replace(
        inquiry, findings=tuple(finding if f.version == finding.version else f for f in inquiry.findings)
    )
