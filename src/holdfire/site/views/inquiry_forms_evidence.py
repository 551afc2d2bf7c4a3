"""Forms for evidence and its custody, requests, and site visits."""

from typing import Any

from django import forms

from holdfire.inquiry import terms
from holdfire.inquiry.words import Words
from holdfire.record import acts
from holdfire.site.models import Member
from holdfire.site.views.inquiry_form import (
    ActForm,
    area,
    day,
    item_label,
    parties,
    pick,
    request_label,
    several,
    shown_name,
)
from holdfire.site.watched import seat_name


class Deposit(ActForm):
    kind, heading, button = acts.Deposited, "Deposit evidence", "Deposit"
    what = pick("Kind", terms.EVIDENCE)
    title = forms.CharField(label="What it is", max_length=200)
    text = area("How it was come by, by whom, when and where", rows=3)
    file = forms.FileField(label="File", required=False, help_text="Kept sealed; opening it is logged.")
    report = forms.CharField(
        label="Report on file", required=False, max_length=128, help_text="Its number, for a report on file."
    )
    restricted = forms.BooleanField(
        label="Restricted: its description stays out of the public version", required=False
    )

    def fields_of(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "number": 0,
            "kind": data["what"],
            "report": data["report"].strip(),
            "restricted": data["restricted"],
        }

    def words(self) -> Words | None:
        return Words(title=self.cleaned_data["title"].strip(), text=self.cleaned_data["text"].strip())


class _OfItem(ActForm):
    number = pick("Item", {})

    def among(self, item: Any) -> bool:
        """Whether an item can be chosen."""
        return bool(item.holder)

    def prepare(self) -> None:
        items = self.state.items if self.state else ()
        self.offer("number", [(i.number, item_label(i)) for i in items if self.among(i)])

    def fields_of(self) -> dict[str, Any]:
        return {"number": int(self.cleaned_data["number"])}


class Offer(_OfItem):
    kind, heading, button = acts.Offered, "Hand evidence over", "Sign that it leaves my hands"
    note = "It is yours until the other hand has signed too."
    to = pick("To", {})
    text = area("Condition and purpose", rows=2, required=False)

    def among(self, item: Any) -> bool:
        return bool(self.by and item.holder == self.by.id and not item.offered_to)

    def prepare(self) -> None:
        super().prepare()
        seats = self.state.seats if self.state else ()
        members = Member.objects.filter(seat__in=seats, role__in=("investigator", "head")).select_related(
            "user"
        )
        self.offer(
            "to",
            [
                (m.user.get_username(), f"{shown_name(m)}, {seat_name(m.seat)}")
                for m in members
                if self.by and m.user.get_username() != self.by.id
            ],
        )

    def fields_of(self) -> dict[str, Any]:
        return super().fields_of() | {"to": self.cleaned_data["to"]}


class TakeOver(_OfItem):
    kind, heading, button = acts.TookOver, "Take evidence over", "Sign that it is in my hands"

    def among(self, item: Any) -> bool:
        return bool(self.by and item.offered_to == self.by.id)


class Inspect(_OfItem):
    kind, heading, button = acts.Inspected, "Record an inspection", "Record"
    unchanged = pick("The item is", {"yes": "as it was deposited", "no": "changed"})
    text = area("What was seen", rows=3, required=False)

    def fields_of(self) -> dict[str, Any]:
        return super().fields_of() | {"unchanged": self.cleaned_data["unchanged"] == "yes"}


class GiveBack(_OfItem):
    kind, heading, button = acts.Returned, "Return evidence to its owner", "Record the return"
    text = area("To whom, and in what condition", rows=2, required=False)

    def among(self, item: Any) -> bool:
        return bool(self.by and item.holder == self.by.id and not item.offered_to)


class Ask(ActForm):
    kind, heading, button = acts.Requested, "Send a request", "Send"
    to = pick("To", {})
    text = area("What is asked")
    due = day("Answer by")

    def prepare(self) -> None:
        seats = [(s, f"{seat_name(s)} (seat)") for s in (self.state.voting if self.state else ())]
        self.offer("to", [*seats, *(p for p in parties().items() if p[0] not in dict(seats))])

    def fields_of(self) -> dict[str, Any]:
        return {"number": 0, "to": self.cleaned_data["to"], "due": self.day_of("due")}


class _OfRequest(ActForm):
    number = pick("Request", {})

    def among(self, asked: Any) -> bool:
        """Whether a request can be chosen."""
        return bool(asked.open)

    def prepare(self) -> None:
        known = self.state.requests if self.state else ()
        self.offer("number", [(r.number, request_label(r)) for r in known if self.among(r)])

    def fields_of(self) -> dict[str, Any]:
        return {"number": int(self.cleaned_data["number"])}


class Remind(_OfRequest):
    kind, heading, button = acts.Reminded, "Remind", "Send a reminder"


class Answer(_OfRequest):
    kind, heading, button = acts.Answered, "Answer a request", "Answer"
    text = area("Answer", "A party without a seat is answered for by the investigator who heard it.")
    evidence = several("Evidence that came with it", {})

    def among(self, asked: Any) -> bool:
        seats = self.state.seats if self.state else ()
        return not asked.answer and (asked.to not in seats or bool(self.by and asked.to == self.by.seat))

    def prepare(self) -> None:
        super().prepare()
        items = self.state.items if self.state else ()
        self.offer("evidence", [(str(i.number), item_label(i)) for i in items])

    def fields_of(self) -> dict[str, Any]:
        return super().fields_of() | {"evidence": tuple(int(n) for n in self.cleaned_data["evidence"])}


class PutSilence(_OfRequest):
    kind, heading, button = acts.Silent, "Put a silence on record", "Put it on record"
    note = "After the day has passed. A late answer can still come, and both are shown."


class PlanVisit(ActForm):
    kind, heading, button = acts.VisitPlanned, "Plan a site visit", "Plan it"
    title = forms.CharField(label="Where", max_length=200)
    controlled_by = pick("Whose permission is needed", {}, required=False, blank="nobody's")
    start = day("From")
    end = day("To")
    text = area("What it is to establish", rows=3)

    def prepare(self) -> None:
        self.offer("controlled_by", [("", "nobody's"), *parties().items()])

    def fields_of(self) -> dict[str, Any]:
        return {
            "number": 0,
            "start": self.day_of("start"),
            "end": self.day_of("end"),
            "controlled_by": self.cleaned_data["controlled_by"],
        }

    def words(self) -> Words | None:
        return Words(title=self.cleaned_data["title"].strip(), text=self.cleaned_data["text"].strip())


class ReportVisit(ActForm):
    kind, heading, button = acts.VisitReported, "Report on a site visit", "Report"
    number = pick("Visit", {})
    access = pick("Access", terms.ACCESS)
    text = area("What was seen, or who refused or delayed access and why")

    def prepare(self) -> None:
        known = self.state.visits if self.state else ()
        self.offer("number", [(v.number, f"V{v.number}, {v.start}") for v in known if not v.access])

    def fields_of(self) -> dict[str, Any]:
        return {"number": int(self.cleaned_data["number"]), "access": self.cleaned_data["access"]}
