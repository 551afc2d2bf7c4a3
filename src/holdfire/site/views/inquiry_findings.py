"""Published findings: for everybody, without an account, and checked against the record on the spot."""

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from holdfire.errors import HoldfireError
from holdfire.inquiry import sealing, terms
from holdfire.inquiry.models import Inquiry
from holdfire.inquiry.projections import state_of
from holdfire.inquiry.state import Finding, Redaction
from holdfire.inquiry.state import Inquiry as State
from holdfire.inquiry.words import withhold
from holdfire.record import evidence
from holdfire.register.instance import open_instance
from holdfire.register.models import Checkpoint, Entry
from holdfire.site.proving import prove
from holdfire.site.views import inquiry_version
from holdfire.site.watched import seat_name


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every finding that stands published."""
    rows = []
    for row in Inquiry.objects.all():
        state = state_of(row)
        if state is None or state.standing is None:
            continue
        version = inquiry_version.public_version(state.standing)
        if version is None:
            continue
        rows.append(
            {
                "id": row.id,
                "title": version.title,
                "outcome": terms.OUTCOMES[version.outcome],
                "published": state.standing.published,
                "dissents": [seat_name(s.seat) for s in version.seats if s.word == "dissents"],
                "silent": [seat_name(s.seat) for s in version.seats if s.word == "silent"],
                "demo": row.demo,
                "reopened": state.reopened,
            }
        )
    return render(request, "inquiry/findings.html", {"rows": rows})


@require_safe
def show(request: HttpRequest, id: str) -> HttpResponse:
    """One published finding, with its dissents, errata, and the proof that it is on the record."""
    row, state, finding = _published(id)
    version = inquiry_version.public_version(finding)
    if version is None:
        raise Http404("The published version is no longer in the vault; its digest is on the record.")
    return render(
        request,
        "inquiry/public.html",
        {
            "row": row,
            "finding": inquiry_version.finding_view(version),
            "standing": finding,
            "reopened": state.reopened,
            "errata": [
                {"text": withhold(sealing.said(e.words).text), "seat": seat_name(e.by.seat), "question": e}
                for e in state.errata
                if e.granted
            ],
            "proof": _proof(finding),
        },
    )


@require_safe
def document(request: HttpRequest, id: str) -> HttpResponse:
    """The public version, byte for byte as its digest on the record says."""
    _row, _state, finding = _published(id)
    data = open_instance().fetch(finding.page.object) if finding.page else None
    if data is None:
        raise Http404("The published version is no longer in the vault; its digest is on the record.")
    answer = HttpResponse(data, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="finding-{id}-{finding.version}.json"'
    return answer


@require_safe
def evidence_file(request: HttpRequest, id: str, number: int) -> HttpResponse:
    """The redacted version of an item that the published finding cites, as its document gives the digest."""
    _row, state, finding = _published(id)
    version = inquiry_version.public_version(finding)
    cited = next((s for s in version.sources if s.ref == f"E{number}" and s.file), None) if version else None
    item = next((i for i in state.items if i.number == number), None)
    # The one that was published stands, also while another one waits for the next finding.
    made = next((r for r in item.redactions if r.public == cited.file), None) if item and cited else None
    if made is None:
        raise Http404("No file of this item is published.")
    return as_file(made, f"finding-{id}-E{number}")


def as_file(made: Redaction, name: str) -> HttpResponse:
    """A redacted version, byte for byte."""
    data = open_instance().fetch(made.file.object)
    if data is None:
        raise Http404("The redacted version is no longer in the vault; its digest is on the record.")
    answer = HttpResponse(data, content_type=made.media_type)
    ending = made.media_type.partition("/")[2]
    answer["Content-Disposition"] = f'inline; filename="{name}.{ending}"'
    return answer


@require_safe
def proof(request: HttpRequest, id: str) -> HttpResponse:
    """One file that proves the publication's entry in any browser, without this server."""
    _row, _state, finding = _published(id)
    number = finding.published.entry if finding.published else 0
    try:
        instance = open_instance()
        gathered = evidence.gather(instance.store, number, instance.store.latest(), instance.vkey)
    except HoldfireError as problem:
        raise Http404(str(problem)) from problem
    answer = HttpResponse(evidence.page(gathered), content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="finding-{id}-{finding.version}-proof.html"'
    return answer


def _published(id: str) -> tuple[Inquiry, State, Finding]:
    row = get_object_or_404(Inquiry, id=id)
    state = state_of(row)
    if state is None or state.standing is None:
        raise Http404("No finding of this inquiry is published.")
    return row, state, state.standing


def _proof(finding: Finding) -> dict[str, Any]:
    """Recomputed for every visitor: the document gives the digest, the entry bears it, the tree holds it."""
    data = open_instance().fetch(finding.page.object) if finding.page else None
    entry = Entry.objects.filter(index=finding.published.entry).first() if finding.published else None
    proof = prove(entry) if entry else None
    return {
        "digest": finding.public,
        "matches": data is not None and hashlib.sha256(data).hexdigest() == finding.public,
        "entry": entry.index if entry else None,
        "holds": bool(proof and proof.holds),
        "size": proof.size if proof else None,
        "root": proof.root if proof else "",
        "checkpoint": Checkpoint.objects.order_by("-size").first(),
    }
