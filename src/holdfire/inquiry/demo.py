"""A demonstration's inquiries and calls: read from its files, and carried out through the commands.

`demo/inquiries/NN-slug.toml` is one inquiry, act by act, as the accounts it names would have done it; every
one is marked as constructed. `demo/inquiries/calls.toml` is its liaison log, `patrols.toml` the patrols and
what was observed on them. `incident_match` and
`report_match` find by words what a claim says.
"""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from holdfire.errors import HoldfireError, TheatreError
from holdfire.inquiry import commands, patrols
from holdfire.inquiry.cites import read_sentences
from holdfire.inquiry.commands import NEXT
from holdfire.inquiry.models import Call, Inquiry
from holdfire.inquiry.observing import observe
from holdfire.inquiry.state import digest_of
from holdfire.inquiry.words import Words
from holdfire.record import acts, entries
from holdfire.record.calls import CallLogged, Followup
from holdfire.record.field import Observed
from holdfire.record.patrols import PatrolEnded, PatrolObserved, PatrolPlanned
from holdfire.register.account import Account
from holdfire.register.models import Claim

KINDS: dict[str, type[acts.Act]] = {
    str(kind.__struct_config__.tag).removeprefix("inquiry-"): kind for kind in commands.RIGHT_OF
}
OURS = (
    "act",
    "by",
    "at",
    "title",
    "text",
    "reasoning",
    "recommends",
    "file",
    "incident_match",
    "report_match",
)


def load(theatre_dir: Path, account: Callable[[str], Account]) -> int:
    """Carries out every inquiry and call of a demonstration, once; returns how many inquiries there are."""
    folder = theatre_dir / "demo" / "inquiries"
    if Inquiry.objects.filter(demo=True).exists() or not folder.is_dir():
        return Inquiry.objects.filter(demo=True).count()
    log = folder / "calls.toml"
    if log.exists() and not Call.objects.filter(demo=True).exists():
        for call in _read(log, "calls"):
            _log(call, account)
    for path in sorted(folder.glob("[0-9]*.toml")):
        inquiry = ""
        for number, cells in enumerate(_read(path, "acts"), 1):
            try:
                inquiry = _carry_out(cells, inquiry, account)
            except (HoldfireError, msgspec.ValidationError, KeyError) as problem:
                raise TheatreError(f"demo/inquiries/{path.name}, acts {number}: {problem}") from problem
    ways = folder / "patrols.toml"
    for number, cells in enumerate(_read(ways, "patrols") if ways.exists() else (), 1):
        try:
            _patrol(cells, account)
        except (HoldfireError, msgspec.ValidationError, KeyError) as problem:
            raise TheatreError(f"demo/inquiries/patrols.toml, patrols {number}: {problem}") from problem
    return Inquiry.objects.filter(demo=True).count()


def _read(path: Path, table: str) -> list[dict[str, Any]]:
    try:
        return list(tomllib.loads(path.read_text("utf-8")).get(table, []))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise TheatreError(f"demo/inquiries/{path.name} cannot be read as TOML: {problem}.") from problem


def _carry_out(cells: dict[str, Any], inquiry: str, account: Callable[[str], Account]) -> str:
    kind, by, at = KINDS[cells["act"]], account(cells["by"]), cells["at"]
    if kind is acts.Published:
        return commands.publish(inquiry, by=by, at=at).inquiry
    fields = {name: value for name, value in cells.items() if name not in OURS}
    if found := _claim(cells.get("incident_match")):
        membership = getattr(found, "membership", None)
        fields["incidents"] = [membership.incident_id] if membership else []
    if found := _claim(cells.get("report_match")):
        fields["report"] = found.report_id
    if kind is acts.Alleged:
        fields["demo"] = True
    elif kind in NEXT:
        fields[NEXT[kind][0]] = 0
    elif "version" in kind.__struct_fields__ and (finding := commands.standing(inquiry).finding):
        fields["version"] = finding.version
        if "over" in kind.__struct_fields__:
            fields["over"] = digest_of(finding.draft)
    act = msgspec.convert({"inquiry": inquiry or "new", "type": _tag(kind), **fields}, kind)
    words = Words(
        title=cells.get("title", ""),
        text=cells.get("text", ""),
        sentences=read_sentences(cells.get("reasoning", "")),
        recommends=cells.get("recommends", ""),
    )
    if isinstance(act, acts.Alleged):
        return commands.allege(act, by=by, words=words, at=at).inquiry
    if isinstance(act, acts.Deposited):
        data = cells["file"].encode() if "file" in cells else None
        return commands.deposit(act, data, by=by, words=words, at=at).inquiry
    return commands.do(act, by=by, words=words, at=at).inquiry  # type: ignore[arg-type]


def _log(cells: dict[str, Any], account: Callable[[str], Account]) -> None:
    steps = cells.get("steps", [])
    call = CallLogged(
        call="new",
        channel=cells["channel"],
        subject=cells["subject"],
        caller=cells["caller"],
        called=tuple(cells["called"]),
        started=entries.spell(cells["started"]),
        ended=entries.spell(cells["ended"]),
        followups=tuple(Followup(owner=s["owner"], due=s["due"].isoformat()) for s in steps),
        demo=True,
    )
    words = Words(
        title=cells["title"],
        text=cells["text"],
        agreed=cells["agreed"],
        steps=tuple(s["text"] for s in steps),
    )
    id = commands.log_call(call, by=account(cells["by"]), words=words, at=cells["at"])
    for number, step in enumerate(steps, 1):
        if "closed_by" in step:
            commands.close_followup(
                id, number, by=account(step["closed_by"]), words=Words(text=step["how"]), at=step["closed_at"]
            )


def _patrol(cells: dict[str, Any], account: Callable[[str], Account]) -> None:
    by, seen = account(cells["by"]), []
    planned = PatrolPlanned(
        patrol="new",
        day=cells["day"].isoformat(),
        inquiry=cells.get("inquiry", ""),
        visit=cells.get("visit", 0),
        demo=True,
    )
    words = Words(
        patrol=cells["team"],
        position=cells["places"],
        title=cells.get("route", ""),
        text=cells["purpose"],
    )
    id = patrols.plan(planned, by=by, words=words, at=cells["at"])
    for number, one in enumerate(cells.get("observations", ()), 1):
        observed = Observed(
            observation=str(uuid5(NAMESPACE_URL, f"holdfire:demo:{id}:{number}")),
            lat=round(one["lat"] * 10_000_000),
            lon=round(one["lon"] * 10_000_000),
            radius_m=one["accuracy"],
            bearing=one["bearing"] * 10,
            bearing_half=50,
            distance_low_m=one["distance_low"],
            distance_high_m=one["distance_high"],
            means=one["means"],
            count=one["count"],
            sighted=one["sighted"],
            weapon=one["weapon"],
            started=entries.spell(one["started"]),
            ended=entries.spell(one["ended"]),
            zone=one["started"].isoformat()[-6:],
            demo=True,
        )
        said = Words(patrol=cells["team"], position=one["position"], text=one["note"])
        observe(observed, by=by, words=said, at=one["at"])
        seen.append(observed.observation)
    if seen:
        put = PatrolObserved(patrol=id, observations=tuple(seen))
        patrols.put_under(put, by=by, at=cells["told_at"])
    ended = PatrolEnded(patrol=id, outcome=cells["outcome"])
    patrols.end(ended, by=by, words=Words(text=cells.get("why", "")), at=cells["told_at"])


def _claim(match: str | None) -> Claim | None:
    """The shortest claim that holds these words."""
    if not match:
        return None
    claims = Claim.objects.filter(content__contains=match).select_related("membership")
    return min(claims, key=lambda c: (c.end - c.start, c.id), default=None)


def _tag(kind: type[acts.Act]) -> str:
    return str(kind.__struct_config__.tag)
