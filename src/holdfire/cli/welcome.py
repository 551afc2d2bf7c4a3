"""What `holdfire demo` prints: the address, who may sign in, and where each point of Holdfire shows best.

The places to look at are asked of the register, so that they hold for any theatre's demonstration.
"""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from holdfire.dossiers.models import Assessment, Movement
from holdfire.register.models import Check, Claim, Incident, IncidentClaim, Report
from holdfire.site.models import Member
from holdfire.site.watched import seat_name, theatre


def welcome(address: str, folder: Path) -> Iterator[str]:
    """The lines, for a terminal of 80 columns where names allow."""
    site = f"http://{address or '127.0.0.1:8000'}"
    reports, claims, incidents = Report.objects.count(), Claim.objects.count(), Incident.objects.count()
    yield f"Demonstration: {theatre().name}. {reports} reports, {claims} claims, {incidents} incidents."
    yield "Written from public sources; not a real register, and every page says so."
    yield ""
    if address:
        yield f"Served at {site}/   (Ctrl-C ends it)"
    else:
        yield f"Serve it with: holdfire serve --home {folder}"
    yield ""
    yield f"Sign in with the password {settings.HOLDFIRE_DEMO_PASSWORD} as"
    for member in Member.objects.select_related("user"):
        who = f"{member.user.get_full_name()}; {member.get_role_display().lower()}"
        yield f"  {member.user.username:14} {who}, {seat_name(member.seat) if member.seat else 'no seat'}"
    yield ""
    yield "Look first at"
    yield f"  {'a report read as you paste it':34} {site}{reverse('front')}?example=1"
    for words, path in points():
        yield f"  {words:34} {site}{path}"
    yield f"  {'a deadline passed':34} {site}{reverse('today')}"
    yield f"  {'the record, to verify here':34} {site}{reverse('record')}"


def points() -> Iterator[tuple[str, str]]:
    """What the demonstration shows, and the page that shows it."""
    failing = (
        Check.objects.filter(kind="sum").exclude(report=None).order_by("report__published", "id").first()
    )
    if failing is not None and failing.report is not None:
        yield "a sum that does not hold", reverse("report", args=[failing.report.id])
    renamed = _under_two_names()
    if renamed:
        yield "one event under two names", reverse("incident", args=[renamed])
    for words, role in (
        ("a denial beside what it denies", "denies"),
        ("a copy that adds no voice", "copies"),
    ):
        found = (
            IncidentClaim.objects.filter(role=role).order_by("incident__time_start", "incident_id").first()
        )
        if found is not None:
            yield words, reverse("incident", args=[found.incident_id])
    yield from _standing_files()


def _standing_files() -> Iterator[tuple[str, str]]:
    """What seats put into the dossiers."""
    if Assessment.objects.exists():
        yield "an obligation in each seat's word", reverse("dossier-agreement")
    if Movement.objects.exists():
        yield "a custody ledger that balances", reverse("dossier-detainees")


def _under_two_names() -> str | None:
    """The incident most sides tell of by different names of its place."""
    best: tuple[int, int, str] | None = None
    for incident in Incident.objects.exclude(place_id="").prefetch_related("members__claim"):
        names, sides = set(), set()
        for member in incident.members.all():
            told = {
                p["text"].casefold()
                for p in member.claim.data.get("places", ())
                if p.get("place_id") == incident.place_id
            }
            names |= told
            sides |= {member.side} if told and member.side else set()
        if len(names) > 1 and (best is None or (len(sides), len(names), incident.id) > best):
            best = (len(sides), len(names), incident.id)
    return best[2] if best else None
