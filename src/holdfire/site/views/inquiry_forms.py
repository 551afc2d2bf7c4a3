"""The forms of an inquiry: one for each act, from its fields to the act and its words.

A form offers what the state allows and takes what a person writes; whether the act is in order is the
machine's to say, and its sentence comes back beside the form.
"""

from typing import Any, ClassVar

from django import forms

from holdfire.inquiry import terms
from holdfire.inquiry.cites import read_sentences
from holdfire.inquiry.state import Inquiry, digest_of
from holdfire.inquiry.words import Words
from holdfire.record import acts
from holdfire.register.account import Account
from holdfire.site.models import Member
from holdfire.site.watched import party_name, seat_name, theatre

PARTIES = ("state", "government", "ministry", "military", "command", "armed-group", "authorities", "company")


def area(label: str, hint: str = "", rows: int = 4, required: bool = True) -> forms.CharField:
    """A field for words."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, help_text=hint, widget=widget, required=required, max_length=20_000)


def day(label: str, hint: str = "", required: bool = True) -> forms.DateField:
    """A field for a day."""
    return forms.DateField(
        label=label, help_text=hint, required=required, widget=forms.DateInput(attrs={"type": "date"})
    )


def pick(label: str, words: dict[Any, str], hint: str = "", required: bool = True, blank: str = "") -> Any:
    """One of a few."""
    choices = [*([("", blank or "choose")] if blank or not required else []), *words.items()]
    return forms.ChoiceField(label=label, choices=choices, help_text=hint, required=required)


def several(label: str, words: dict[Any, str], hint: str = "") -> Any:
    """Any of a few, or none."""
    return forms.MultipleChoiceField(
        label=label,
        choices=list(words.items()),
        help_text=hint,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def parties() -> dict[str, str]:
    """Whom an allegation or a finding may name."""
    return {p.id: p.name for p in sorted(theatre().parties, key=lambda p: p.name) if p.kind in PARTIES}


def clauses() -> dict[str, str]:
    """The obligations of the agreements, by id."""
    return {o.id: f"{o.id} {o.text}" for a in theatre().agreements for o in a.obligations}


class ActForm(forms.Form):
    """A form for one kind of act."""

    kind: ClassVar[type[acts.Act]]
    heading: ClassVar[str]
    button: ClassVar[str]
    note: ClassVar[str] = ""

    def __init__(
        self, data: Any = None, files: Any = None, *, state: Inquiry | None = None,
        by: Account | None = None, initial: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(data, files, initial=initial, label_suffix="")
        self.state, self.by = state, by
        self.prepare()
        for name, field in self.fields.items():
            field.widget.attrs["id"] = f"{self.slug()}-{name}"
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"{self.slug()}-{name}-hint"

    @classmethod
    def slug(cls) -> str:
        """The act's name in addresses."""
        return str(cls.kind.__struct_config__.tag).removeprefix("inquiry-")

    def prepare(self) -> None:
        """Sets the choices the state offers."""

    def fields_of(self) -> dict[str, Any]:
        """The act's fields."""
        return {}

    def words(self) -> Words | None:
        """The act's words."""
        text = str(self.cleaned_data.get("text", "")).strip()
        return Words(text=text) if text else None

    def act(self, inquiry: str) -> Any:
        """The act, as the person means it."""
        return self.kind(inquiry=inquiry, **self.fields_of())

    def offer(self, name: str, choices: list[tuple[Any, str]]) -> None:
        """Sets a field's choices."""
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def day_of(self, name: str) -> Any:
        """A day as entries spell it."""
        value = self.cleaned_data.get(name)
        return value.isoformat() if value else None


def item_label(item: Any) -> str:
    """An item of evidence in a choice."""
    return f"E{item.number} {terms.EVIDENCE[item.kind]}"


def request_label(asked: Any) -> str:
    """A request in a choice."""
    to = seat_name(asked.to)
    return f"R{asked.number} to {to if to != asked.to else party_name(asked.to)}, by {asked.due}"


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
        from holdfire.site.watched import lookup

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
        names = [(m.user.get_username(), _shown(m)) for m in members if m.user.get_username() not in named]
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
                (m.user.get_username(), f"{_shown(m)}, {seat_name(m.seat)}")
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


FORMS: dict[type[acts.Act], type[ActForm]] = {
    form.kind: form
    for form in (
        Judge, Withdraw, Name, Release, Open, Deposit, Offer, TakeOver, Inspect, GiveBack, Ask, Remind,
        Answer, PutSilence, PlanVisit, ReportVisit, Suppose, Weigh, KeepDraft, Draft, Comment, Submit,
        Recall, Sign, Dissent, Publish, Erratum, ReviewErratum, Appeal, DecideAppeal,
    )
}  # fmt: skip
BY_SLUG = {form.slug(): form for form in FORMS.values()}


def _shown(member: Member) -> str:
    return str(member.user.get_full_name() or member.user.get_username())
