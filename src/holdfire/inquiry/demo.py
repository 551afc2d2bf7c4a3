"""A demonstration's inquiries and calls: read from its files, and carried out through the commands.

`demo/inquiries/NN-slug.toml` is one inquiry, act by act, as the accounts it names would have done it; every
one is marked as constructed. `demo/inquiries/calls.toml` is its liaison log. `incident_match` and
`report_match` find by words what a claim says.
"""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from holdfire.errors import HoldfireError, TheatreError
from holdfire.inquiry import commands
from holdfire.inquiry.cites import read_sentences
from holdfire.inquiry.commands import NEXT
from holdfire.inquiry.models import Call, Inquiry
from holdfire.inquiry.state import digest_of
from holdfire.inquiry.words import Words
from holdfire.record import acts, entries
from holdfire.record.calls import CallLogged, Followup
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


def _claim(match: str | None) -> Claim | None:
    """The shortest claim that holds these words."""
    if not match:
        return None
    claims = Claim.objects.filter(content__contains=match).select_related("membership")
    return min(claims, key=lambda c: (c.end - c.start, c.id), default=None)


def _tag(kind: type[acts.Act]) -> str:
    return str(kind.__struct_config__.tag)
