"""The liaison log: calls and meetings between commands, what was agreed, the next steps and their days."""

from datetime import UTC, datetime, time
from typing import Any

import msgspec
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from holdfire.errors import HoldfireError
from holdfire.inquiry import commands, sealing
from holdfire.inquiry.models import Call, Inquiry
from holdfire.inquiry.words import Words
from holdfire.record.calls import CallLogged, Followup
from holdfire.record.fields import Kept
from holdfire.register.account import Account
from holdfire.register.rights import may
from holdfire.site.accounts import account_of
from holdfire.site.roles import Right, needs
from holdfire.site.views.inquiry_form import area, day, parties, pick, several
from holdfire.site.views.inquiry_page import SEALED
from holdfire.site.views.inquiry_version import whom
from holdfire.site.watched import as_of, theatre

CHANNELS = {"hotline": "hotline", "radio": "radio", "in-person": "in person", "written": "in writing"}
SUBJECTS = {
    "fire": "fire",
    "detention": "detention",
    "crossing": "crossing",
    "notification": "notice of an activity",
    "meeting": "meeting",
    "other": "other",
}
STEPS = range(1, 4)  # rows for next steps in the form


class LogCall(forms.Form):
    """What is written down of a call."""

    channel = pick("Channel", CHANNELS)
    subject = pick("About", SUBJECTS)
    caller = pick("Caller", {})
    called = several("Called", {})
    on = day("Day")
    started = forms.TimeField(label="Began, UTC", widget=forms.TimeInput(attrs={"type": "time"}))
    ended = forms.TimeField(label="Ended", required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    title = forms.CharField(label="Agenda", max_length=200)
    text = area("What was said", rows=4, required=False)
    agreed = area("What was agreed", rows=3, required=False)

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        seats = {s.id: f"{s.name} (seat)" for s in theatre().seats}
        self.fields["caller"].choices = [*seats.items(), *parties().items()]  # type: ignore[attr-defined]
        self.fields["called"].choices = list(seats.items())  # type: ignore[attr-defined]
        owners = [("", "nobody named"), *((s.id, s.name) for s in theatre().seats)]
        for n in STEPS:
            self.fields[f"step{n}"] = forms.CharField(label=f"Next step {n}", required=False, max_length=300)
            self.fields[f"owner{n}"] = forms.ChoiceField(label="Owner", required=False, choices=owners)
            self.fields[f"due{n}"] = day("By", required=False)
        for name, field in self.fields.items():
            field.widget.attrs["id"] = f"call-{name}"

    def call(self) -> tuple[CallLogged, Words]:
        """The call and its words."""
        data = self.cleaned_data
        steps = [n for n in STEPS if data[f"step{n}"].strip()]

        def moment(at: time) -> str:
            return datetime.combine(data["on"], at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

        call = CallLogged(
            call="new",
            channel=data["channel"],
            subject=data["subject"],
            caller=data["caller"],
            called=tuple(data["called"]),
            started=moment(data["started"]),
            ended=moment(data["ended"]) if data["ended"] else None,
            followups=tuple(
                Followup(
                    owner=data[f"owner{n}"],
                    due=data[f"due{n}"].isoformat() if data[f"due{n}"] else None,
                )
                for n in steps
            ),
        )
        words = Words(
            title=data["title"].strip(),
            text=data["text"].strip(),
            agreed=data["agreed"].strip(),
            steps=tuple(data[f"step{n}"].strip() for n in steps),
        )
        return call, words


def hears(by: Account) -> bool:
    """Whether an account reads what was said: of a seat, in a role that follows or writes the log."""
    return bool(by.seat) and (may(by.role, Right.FOLLOW) or may(by.role, Right.LOG))


@needs(Right.READ)
def listing(request: HttpRequest) -> HttpResponse:
    """The log, newest first, and the next steps that are open."""
    by, on = account_of(request), as_of(request)
    calls = [shown(c, by) for c in Call.objects.prefetch_related("followups")]
    steps = [
        s | {"call": c["call"], "overdue": bool(s["row"].due and s["row"].due < on)}
        for c in calls
        for s in c["steps"]
        if s["row"].closed_entry is None
    ]
    steps.sort(key=lambda s: (s["row"].due is None, s["row"].due, s["call"].id))
    return render(request, "inquiry/calls.html", {"calls": calls, "steps": steps, "on": on})


@needs(Right.READ)
def detail(request: HttpRequest, id: str, problem: str = "", status: int = 200) -> HttpResponse:
    """One call; an inquiry opened from it is one press away."""
    call = get_object_or_404(Call.objects.prefetch_related("followups"), id=id)
    by = account_of(request)
    opened = [row for row in Inquiry.objects.all() if row.state["alleged"].get("call") == id]
    context = shown(call, by) | {"opened": opened, "problem": problem, "by": by}
    return render(request, "inquiry/call.html", context, status=status)


@needs(Right.LOG)
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """Writes a call into the log."""
    form = LogCall(request.POST or None, initial={"on": as_of(request)})
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            call, words = form.call()
            id = commands.log_call(call, by=account_of(request), words=words)
            messages.success(request, f"The call is on the record as {id}.")
            return redirect("call", id)
        except HoldfireError as error:
            problem = str(error)
    status = 422 if request.method == "POST" else 200
    return render(request, "inquiry/log_call.html", {"form": form, "problem": problem}, status=status)


@needs(Right.LOG)
@require_POST
def close(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """Closes a next step."""
    get_object_or_404(Call, id=id)
    text = request.POST.get("text", "").strip()
    try:
        commands.close_followup(id, number, by=account_of(request), words=Words(text=text[:2000]))
    except HoldfireError as problem:
        return detail(request, id, problem=str(problem), status=422)
    messages.success(request, "The next step is closed.")
    return redirect("call", id)


def words_of(call: Call, by: Account) -> Words:
    """What was said in a call, for an account that may hear it; else nothing."""
    return sealing.said(msgspec.convert(call.words, Kept)) if hears(by) and call.words else Words()


def shown(call: Call, by: Account) -> dict[str, Any]:
    """A call as pages show it."""
    hears_it, words = hears(by), words_of(call, by)
    steps: list[dict[str, Any]] = [
        {
            "row": row,
            "text": words.steps[row.number - 1] if row.number <= len(words.steps) else SEALED,
            "owner": whom(row.owner) if row.owner else "nobody named",
            "how": sealing.said(msgspec.convert(row.closed_words, Kept)).text
            if hears_it and row.closed_words
            else "",
            "mine": not row.owner or row.owner == by.seat,
        }
        for row in call.followups.all()
    ]
    return {
        "call": call,
        "title": words.title or f"Call {call.id}",
        "text": words.text if hears_it else SEALED,
        "agreed": words.agreed,
        "channel": CHANNELS.get(call.channel, call.channel),
        "subject": SUBJECTS.get(call.subject, call.subject),
        "caller": whom(call.caller),
        "called": [whom(c) for c in call.called],
        "steps": steps,
        "open": sum(s["row"].closed_entry is None for s in steps),
    }
