"""The custody ledger's form, and the files of persons: sealed, opened by need, each reading on the record."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from holdfire.dossiers import custody, ledger
from holdfire.dossiers.models import Missing, Movement, Person, PersonReading
from holdfire.dossiers.projections import standing
from holdfire.errors import HoldfireError
from holdfire.record.dossier import Line, MissingClosed, MissingOpened, Moved
from holdfire.site.accounts import account_of
from holdfire.site.roles import Right, needs
from holdfire.site.views.dossier_form import DossierForm, evidence_field, read_evidence
from holdfire.site.views.dossiers import ACCOUNTS, movement_row, show_dossier
from holdfire.site.views.inquiry_form import area, day, pick, several
from holdfire.site.watched import as_of, party_name, seat_name, theatre

KINDS = {
    "capture": "capture",
    "transfer": "transfer between holders",
    "release": "release or return",
    "escape": "escape",
    "death": "death in custody",
    "correction": "correction of the ledger",
}
NEEDS = {
    "identity": "to establish identity",
    "family": "to answer a family",
    "handover": "to prepare a handover",
    "health": "for their health",
    "inquiry": "for an inquiry",
    "mending": "to mend the file",
}
HOW = {"found": "found alive", "identified": "identified among the dead", "returned": "returned"}


def holders() -> dict[str, str]:
    """Parties whose persons they may be, and who may hold them."""
    return {p.id: p.name for p in theatre().parties if p.kind in ("state", "authorities", "armed-group")}


class Move(DossierForm):
    """One movement: out of one account, into another."""

    prefix_id = "move"
    kind = pick("What happened", KINDS)
    on = day("Day")
    of = pick("Whose persons", {})
    debit = pick("Out of (debit)", {})
    out = forms.IntegerField(label="Persons out", min_value=1, max_value=1_000_000)
    credit = pick("Into (credit)", {})
    into = forms.IntegerField(
        label="Persons in", min_value=1, max_value=1_000_000, help_text="As the other hand counts them."
    )
    persons = forms.CharField(
        label="Persons with a file",
        required=False,
        help_text="Their numbers, P-…, apart by spaces.",
        max_length=8000,
    )
    why = area("Note", "Sealed; read by those who may read persons’ files.", rows=2, required=False)
    evidence = evidence_field()

    def prepare(self) -> None:
        """Parties and accounts."""
        parties = holders()
        accounts = [("", "choose"), *ACCOUNTS.items()]
        accounts += [(f"held {id}", f"held by {name}") for id, name in parties.items()]
        self.offer("of", [("", "choose"), *parties.items()])
        self.offer("debit", accounts)
        self.offer("credit", accounts)

    def moved(self) -> Moved:
        """The movement as it is meant."""
        said = self.cleaned_data
        persons = tuple(said["persons"].replace(",", " ").split())

        def line(side: Any, account: str, count: int) -> Line:
            where, _, by = account.partition(" ")
            made: Any = where
            return Line(side=side, of=said["of"], where=made, by=by, count=count, persons=persons)

        return Moved(
            movement="new",
            kind=said["kind"],
            on=said["on"].isoformat(),
            lines=(line("debit", said["debit"], said["out"]), line("credit", said["credit"], said["into"])),
            evidence=read_evidence(said["evidence"]),
        )


class OpenPerson(DossierForm):
    """Who a person is: sealed."""

    prefix_id = "open"
    of = pick("Whose person", {})
    name = forms.CharField(label="Surname and first names", max_length=200)
    fathers_name = forms.CharField(label="Father’s name", required=False, max_length=200)
    born = forms.CharField(label="Born", required=False, max_length=60)
    birthplace = forms.CharField(label="Place of birth", required=False, max_length=200)
    rank = forms.CharField(label="Rank", required=False, max_length=100)
    number = forms.CharField(label="Personal number", required=False, max_length=60)
    next_of_kin = forms.CharField(label="Next of kin and address", required=False, max_length=400)
    notes = area("Notes", rows=2, required=False)
    seats = several("Other seats that may read it", {})

    def prepare(self) -> None:
        """Parties and seats."""
        self.offer("of", [("", "choose"), *holders().items()])
        self.offer("seats", [(s.id, s.name) for s in theatre().seats])


class CloseMissing(DossierForm):
    """A missing person is missing no more; or, where nobody said so yet, is missing."""

    prefix_id = "missing"
    how = pick("What became of the person", HOW)
    on = day("Day")
    evidence = evidence_field()


class OpenMissing(DossierForm):
    """A person is missing."""

    prefix_id = "missing"
    on = day("Missing since")
    evidence = evidence_field()


@needs(Right.FILE)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest) -> HttpResponse:
    """Posts a movement; one that does not balance comes back with the sum that fails."""
    form = Move(request.POST or None, initial={"on": as_of(request)})
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            number = custody.move(form.moved(), form.cleaned_data["why"], by=account_of(request))
            messages.success(request, f"Movement {number} is posted.")
            return redirect("dossier-detainees")
        except HoldfireError as error:
            problem = str(error)
        except ValueError:
            problem = "A person’s number is P- and ten characters: copy it from the list of persons."
    context = {"on": as_of(request), "form": form, "problem": problem}
    status = 422 if request.method == "POST" else 200
    return show_dossier(request, "move", context, under="detainees", status=status)


@needs(Right.PERSONS)
@require_http_methods(["GET", "HEAD", "POST"])
def persons(request: HttpRequest) -> HttpResponse:
    """The persons whose files this seat may read, by their numbers; a form to open a file."""
    by = account_of(request)
    form = OpenPerson(request.POST or None)
    problem = ""
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        of, seats = said.pop("of"), tuple(said.pop("seats"))
        try:
            number = custody.open_person(of, custody.PersonFile(**said), seats, by=by)
            messages.success(request, f"The file is open as {number}; what it holds is sealed.")
            return redirect("person", number)
        except HoldfireError as error:
            problem = str(error)
    at = _where()
    rows = [
        {
            "row": row,
            "of": party_name(row.of),
            "at": at.get(row.id, "not in the ledger"),
            "missing": _missing(row.id),
        }
        for row in Person.objects.all()
        if by.seat in row.seats
    ]
    context = {
        "on": as_of(request),
        "rows": rows,
        "others": Person.objects.count() - len(rows),
        "form": form,
        "problem": problem,
    }
    status = 422 if request.method == "POST" else 200
    return show_dossier(request, "persons", context, under="detainees", status=status)


@needs(Right.PERSONS)
def person(
    request: HttpRequest,
    id: str,
    file: custody.PersonFile | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """What is known of a person without opening the file; with it, once it was asked for and logged."""
    row = get_object_or_404(Person, id=id)
    by = account_of(request)
    open_ = _missing(id)
    answer = show_dossier(
        request,
        "person",
        {
            "on": as_of(request),
            "row": row,
            "of": party_name(row.of),
            "mine": by.seat in row.seats,
            "seats": [seat_name(s) for s in row.seats],
            "at": _where().get(id, "not in the ledger"),
            "movements": [
                movement_row(m)
                for m in Movement.objects.order_by("on", "entry")
                if any(id in line["persons"] for line in m.lines)
            ],
            "missing": [{"row": m, "how": HOW.get(m.how, "")} for m in Missing.objects.filter(person=id)],
            "open_missing": open_,
            "missing_form": CloseMissing() if open_ else OpenMissing(),
            "readings": [
                {"row": r, "need": NEEDS.get(r.need, r.need)} for r in PersonReading.objects.filter(person=id)
            ],
            "needs": NEEDS.items(),
            "file": _fields(file) if file else None,
            "problem": problem,
        },
        under="detainees",
        status=status,
    )
    if file:
        answer["Cache-Control"] = "no-store"
    return answer


@needs(Right.PERSONS)
@require_POST
def read(request: HttpRequest, id: str) -> HttpResponse:
    """Opens a person's file; that it was opened goes on the record first."""
    get_object_or_404(Person, id=id)
    need: Any = request.POST.get("need", "")
    if need not in NEEDS:
        return person(request, id, problem="Say what you need the file for: choose one.", status=422)
    try:
        file = custody.read_person(id, need, by=account_of(request))
    except HoldfireError as problem:
        return person(request, id, problem=str(problem), status=403)
    return person(request, id, file=file)


@needs(Right.PERSONS)
@require_POST
def missing(request: HttpRequest, id: str) -> HttpResponse:
    """Says that a person is missing, or is missing no more."""
    get_object_or_404(Person, id=id)
    closing = _missing(id) is not None
    form = CloseMissing(request.POST) if closing else OpenMissing(request.POST)
    if not form.is_valid():
        return person(request, id, problem="Give the day, and what it rests on.", status=422)
    said = form.cleaned_data
    try:
        cited = read_evidence(said["evidence"])
        if closing:
            closed = MissingClosed(person=id, how=said["how"], on=said["on"].isoformat(), evidence=cited)
            custody.close_missing(closed, by=account_of(request))
        else:
            opened = MissingOpened(person=id, since=said["on"].isoformat(), evidence=cited)
            custody.open_missing(opened, by=account_of(request))
    except HoldfireError as problem:
        return person(request, id, problem=str(problem), status=422)
    messages.success(request, "It is on the record.")
    return redirect("person", id)


def _missing(id: str) -> Missing | None:
    return Missing.objects.filter(person=id, closed_entry=None).first()


def _where() -> dict[str, str]:
    """Where the ledger has each person now."""
    at = {}
    for one in ledger.in_order(standing()):
        for id in one.persons if one.change > 0 else ():
            account = one.account
            at[id] = f"held by {party_name(account.by)}" if account.by else ACCOUNTS[account.where]
    return at


def _fields(file: custody.PersonFile) -> list[tuple[str, str]]:
    labels = {name: str(field.label) for name, field in OpenPerson.base_fields.items()}
    return [
        (labels.get(name, name.replace("_", " ").capitalize()), value)
        for name in file.__struct_fields__
        if name != "salt" and (value := getattr(file, name))
    ]
