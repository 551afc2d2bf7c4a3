"""Forms for hypotheses, drafts, and each seat’s word on the finding."""

from typing import Any

from django import forms

from holdfire.inquiry import terms
from holdfire.inquiry.cites import read_sentences
from holdfire.inquiry.state import digest_of
from holdfire.inquiry.words import Words
from holdfire.record import acts
from holdfire.site.views.inquiry_form import ActForm, area, clauses, day, item_label, parties, pick, several


class Suppose(ActForm):
    kind, heading, button = acts.Supposed, "Put a hypothesis", "Put it beside the others"
    text = area("How it may have been", rows=2)

    def fields_of(self) -> dict[str, Any]:
        return {"number": 0}


class Weigh(ActForm):
    kind, heading, button = acts.Weighed, "Weigh evidence against a hypothesis", "Enter it for my seat"
    hypothesis = pick("Hypothesis", {})
    evidence = pick("Evidence", {})
    weight = pick("The evidence", terms.WEIGHTS)
    text = area("Why", rows=2, required=False)

    def prepare(self) -> None:
        state = self.state
        self.offer("hypothesis", [(h.number, f"H{h.number}") for h in (state.hypotheses if state else ())])
        self.offer("evidence", [(i.number, item_label(i)) for i in (state.items if state else ())])

    def fields_of(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "hypothesis": int(data["hypothesis"]),
            "evidence": int(data["evidence"]),
            "weight": data["weight"],
        }


class KeepDraft(ActForm):
    kind, heading, button = acts.DraftKept, "Keep a draft of your seat", "Keep it"
    note = "Seen by your seat only. It is kept sealed; the record says that there is one, not what it says."
    text = area("Draft", rows=8)


class Draft(ActForm):
    kind, heading, button = acts.Drafted, "Put a draft finding on the table", "Put it on the table"
    outcome = pick("Outcome", terms.OUTCOMES)
    standard = pick("Standard of proof", terms.STANDARDS)
    attribution = pick(
        "Attribution",
        {n: f"{n} {w}" for n, w in enumerate(terms.ATTRIBUTION)},
        "From rung 2 a party is named.",
    )
    party = pick("Responsible party", {}, required=False, blank="nobody")
    clauses = several("Clauses breached", {})
    severity = pick("Severity", terms.SEVERITIES)
    intent = pick("Intent", terms.INTENTS)
    limits = several("Limits met", terms.LIMITS)
    duplicate_of = forms.CharField(label="Duplicate of", required=False, max_length=32)
    text = area("Summary", "What stands between [[ and ]] is withheld from the public version.", 3)
    reasoning = area(
        "Reasoning",
        "One sentence a line, each ending with what it rests on: [E1, R2]. E evidence, R request, V visit, "
        "A the allegation.",
        8,
    )
    recommends = area("Recommendations", rows=2, required=False)
    comments_until = day("Comments until")

    def prepare(self) -> None:
        self.offer("party", [("", "nobody"), *parties().items()])
        self.offer("clauses", list(clauses().items()))

    def fields_of(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "version": 0,
            "outcome": data["outcome"],
            "standard": data["standard"],
            "attribution": int(data["attribution"]),
            "party": data["party"],
            "clauses": tuple(data["clauses"]),
            "severity": data["severity"],
            "intent": data["intent"],
            "limits": tuple(data["limits"]),
            "duplicate_of": data["duplicate_of"].strip(),
            "comments_until": self.day_of("comments_until"),
        }

    def words(self) -> Words | None:
        data = self.cleaned_data
        return Words(
            text=data["text"].strip(),
            sentences=read_sentences(data["reasoning"]),
            recommends=data["recommends"].strip(),
        )


class _OfVersion(ActForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def prepare(self) -> None:
        finding = self.state.finding if self.state else None
        if finding:
            self.fields["version"].initial = finding.version
            if "over" in self.fields:
                self.fields["over"].initial = digest_of(finding.draft)

    def fields_of(self) -> dict[str, Any]:
        return {"version": self.cleaned_data["version"]}


class Comment(_OfVersion):
    kind, heading, button = acts.Commented, "Comment on the draft", "Comment"
    text = area("Comment", rows=4, required=False)
    final = forms.BooleanField(label="My seat has nothing more to say", required=False)

    def fields_of(self) -> dict[str, Any]:
        return super().fields_of() | {"final": self.cleaned_data["final"]}


class Submit(_OfVersion):
    kind, heading, button = (
        acts.Submitted,
        "Put the finding to the seats for signature",
        "Put it to signature",
    )
    sign_until = day("Signatures and dissents until")

    def fields_of(self) -> dict[str, Any]:
        return super().fields_of() | {"sign_until": self.day_of("sign_until")}


class Recall(_OfVersion):
    kind, heading, button = acts.Recalled, "Take the draft back", "Take it back"
    note = "What was signed under it stays on record and no longer counts."
    text = area("Reasons", rows=3)


class Sign(_OfVersion):
    kind, heading, button = acts.Signed, "Sign for your seat", "Sign"
    over = forms.CharField(widget=forms.HiddenInput, max_length=64)
    text = area("A word with the signature", rows=2, required=False)

    def fields_of(self) -> dict[str, Any]:
        return super().fields_of() | {"over": self.cleaned_data["over"]}


class Dissent(_OfVersion):
    kind, heading, button = acts.Dissented, "Dissent for your seat", "Dissent"
    note = "A dissent ranks with a signature, stands beside it, and cannot be left out of what is published."
    over = forms.CharField(widget=forms.HiddenInput, max_length=64)
    text = area("Reasons", "What stands between [[ and ]] is withheld from the public version.", 5)
    outcome = pick("Your seat would have found", terms.OUTCOMES, required=False, blank="not said")

    def fields_of(self) -> dict[str, Any]:
        data = self.cleaned_data
        return super().fields_of() | {"over": data["over"], "outcome": data["outcome"] or None}


class Publish(ActForm):
    kind, heading, button = acts.Published, "Publish the finding", "Publish"
    note = (
        "With every seat's word beside it. The public version is fixed byte for byte and goes on the record."
    )
