"""Forms from the allegation to the open inquiry, and for what comes after publication."""

from typing import Any, ClassVar

from django import forms

from holdfire.inquiry import terms
from holdfire.inquiry.words import Words
from holdfire.record import acts
from holdfire.site.models import Member
from holdfire.site.views.inquiry_form import ActForm, area, clauses, day, parties, pick, several, shown_name
from holdfire.site.watched import lookup, theatre


class Allege(ActForm):
    kind, heading, button = acts.Alleged, "Make an allegation", "Put it on the record"

    title = forms.CharField(
        label="Title", max_length=200, help_text="What, where and when, without saying who is right."
    )
    text = area("What is alleged", "Put between [[ and ]] what is to be withheld from the public.", 7)
    against = pick("Against", {}, "Leave open where nobody is named.", required=False, blank="nobody named")
    clauses = several("Clauses said to be broken", {})
    violation = pick("Type", {}, required=False, blank="not said")
    start = day("First day", required=False)
    end = day("Last day", required=False)
    incident = forms.CharField(required=False, widget=forms.HiddenInput)
    call = forms.CharField(required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        self.offer("against", [("", "nobody named"), *parties().items()])
        self.offer("clauses", list(clauses().items()))
        types = {t.code: t.label for t in theatre().violation_types}
        self.offer("violation", [("", "not said"), *types.items()])

    def fields_of(self) -> dict[str, Any]:

        data = self.cleaned_data
        return {
            "against": data["against"],
            "answers": (lookup().side_of(data["against"]) or "") if data["against"] else "",
            "clauses": tuple(data["clauses"]),
            "violation": data["violation"],
            "incidents": (data["incident"],) if data["incident"] else (),
            "call": data["call"],
            "start": self.day_of("start"),
            "end": self.day_of("end") or self.day_of("start"),
        }

    def words(self) -> Words | None:
        return Words(title=self.cleaned_data["title"].strip(), text=self.cleaned_data["text"].strip())


class Judge(ActForm):
    kind, heading, button = acts.Judged, "Say whether it is admissible", "Record the decision"

    admissible = pick("The allegation is", {"yes": "admissible", "no": "not admissible"})
    fails = several("It fails that", terms.GROUNDS, "Only for what is not admissible.")
    text = area("Reasons")

    def fields_of(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"admissible": data["admissible"] == "yes", "fails": tuple(data["fails"])}


class Withdraw(ActForm):
    kind, heading, button = acts.Withdrawn, "Withdraw the allegation", "Withdraw it"
    note = "What was done stays on the record, and the inquiry may still end in a finding."
    text = area("Reasons")


class Name(ActForm):
    kind, heading, button = acts.Named, "Name an investigator of your seat", "Name"
    account = pick("Investigator", {})

    def prepare(self) -> None:
        seat = self.by.seat if self.by else ""
        named = {a for s, a in self.state.investigators if s == seat} if self.state else set()
        members = Member.objects.filter(seat=seat, role__in=("investigator", "head")).select_related("user")
        names = [
            (m.user.get_username(), shown_name(m)) for m in members if m.user.get_username() not in named
        ]
        self.offer("account", names)

    def fields_of(self) -> dict[str, Any]:
        return {"account": self.cleaned_data["account"]}


class Release(ActForm):
    kind, heading, button = acts.Released, "Release an investigator of your seat", "Release"
    account = pick("Investigator", {})

    def prepare(self) -> None:
        named = self.state.investigators if self.state else ()
        self.offer("account", [(a, a) for s, a in named if self.by and s == self.by.seat])

    def fields_of(self) -> dict[str, Any]:
        return {"account": self.cleaned_data["account"]}


class Open(ActForm):
    kind, heading, button = acts.Opened, "Open the inquiry", "Open it"
    note = "The seats that sign and those that only see are fixed now: parties, mediators and missions sign."
    due = day("A finding is due by", required=False)
    text = area("Terms of reference", required=False)

    def fields_of(self) -> dict[str, Any]:
        return {
            "voting": tuple(s.id for s in theatre().seats if s.role != "guarantor"),
            "witnesses": tuple(s.id for s in theatre().seats if s.role == "guarantor"),
            "due": self.day_of("due"),
        }


class Erratum(ActForm):
    kind, heading, button = acts.ErratumProposed, "Propose an erratum", "Propose"
    note = "What is published stands until another seat has agreed."
    text = area("What is to be corrected, and into what")

    def fields_of(self) -> dict[str, Any]:
        return {"number": 0}


class _OfQuestion(ActForm):
    number = pick("Number", {})
    questions: ClassVar[str]

    def prepare(self) -> None:
        known = getattr(self.state, self.questions) if self.state else ()
        mine = self.by.seat if self.by else ""
        self.offer(
            "number",
            [(q.number, f"{q.number}, {q.by.day}") for q in known if not q.decided and q.by.seat != mine],
        )

    def fields_of(self) -> dict[str, Any]:
        return {"number": int(self.cleaned_data["number"])}


class ReviewErratum(_OfQuestion):
    kind, heading, button = acts.ErratumReviewed, "Review an erratum", "Record"
    questions = "errata"
    accepted = pick("The erratum is", {"yes": "accepted", "no": "not accepted"})
    text = area("Reasons", rows=2, required=False)

    def fields_of(self) -> dict[str, Any]:
        return super().fields_of() | {"accepted": self.cleaned_data["accepted"] == "yes"}


class Appeal(ActForm):
    kind, heading, button = acts.Appealed, "Appeal", "Appeal"
    text = area("Grounds")

    def fields_of(self) -> dict[str, Any]:
        return {"number": 0}


class DecideAppeal(_OfQuestion):
    kind, heading, button = acts.AppealDecided, "Decide an appeal", "Record"
    questions = "appeals"
    granted = pick("The appeal is", {"yes": "granted", "no": "not granted"})
    text = area("Reasons")

    def fields_of(self) -> dict[str, Any]:
        return super().fields_of() | {"granted": self.cleaned_data["granted"] == "yes"}
