"""Readings that are kept save a rebuild from reading again; nobody without the home's keys can forge one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from holdfire.register import ahead, commands, derived
from holdfire.register.instance import Instance
from holdfire.register.models import Claim, KeptReading, Report
from holdfire.register.rebuild import rebuild
from tests.register.people import ANALYST, OBSERVER

SECRET = "Ortolan"
TEXTS = (
    f"The ministry said that 112 people went to {SECRET}: 105 to one side and 17 to the other.".encode(),
    b"The commander denied yesterday that his men had opened fire at a tractor.",
)


@pytest.fixture
def filed(instance: Instance) -> Instance:
    """Two reports, one of them dated by a person, and a claim of each decided about."""
    for n, text in enumerate(TEXTS):
        got = commands.receive(text, by=ANALYST, published=date(2021, 10, 21), filename=f"{SECRET}-{n}.txt")
        claim = Claim.objects.filter(report=got.report_id).order_by("id").first()
        assert claim is not None
        commands.decide(claim.id, "correct", by=OBSERVER, reason=SECRET, changes={"hedge": "about"})
    commands.set_date(got.report_id, date(2021, 10, 20), ANALYST)
    return instance


@pytest.fixture
def read_anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The reports that are opened and read, one by one."""
    seen: list[str] = []
    before = derived.open_now

    def noted(data: bytes | None, received: derived.Received, *rest: object) -> derived.Opened:
        seen.append(received.report)
        return before(data, received, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(derived, "open_now", noted)
    return seen


def test_a_rebuild_reads_nothing_that_was_read_before_unless_it_is_told_to(
    filed: Instance, read_anew: list[str]
) -> None:
    assert rebuild(check=True).ok and not read_anew
    assert rebuild(check=True, anew=True).ok
    assert set(read_anew) == set(Report.objects.values_list("id", flat=True))
    read_anew.clear()
    assert rebuild(anew=True).ok and read_anew
    read_anew.clear()
    assert rebuild().ok and not read_anew


def flip(rows: list[KeptReading]) -> None:
    for row in rows:
        data = bytearray(row.sealed)
        data[len(data) // 2] ^= 1
        KeptReading.objects.filter(pk=row.pk).update(sealed=bytes(data))


def swap(rows: list[KeptReading]) -> None:
    for row, other in zip(rows, [*rows[1:], rows[0]], strict=True):
        KeptReading.objects.filter(pk=row.pk).update(sealed=bytes(other.sealed))


def cut(rows: list[KeptReading]) -> None:
    KeptReading.objects.update(sealed=b"short")


def empty(rows: list[KeptReading]) -> None:
    KeptReading.objects.all().delete()


@pytest.mark.parametrize("touch", [flip, swap, cut, empty])
def test_what_somebody_did_to_a_kept_reading_is_never_taken_for_one(
    touch: Callable[[list[KeptReading]], None], filed: Instance, read_anew: list[str]
) -> None:
    touch(list(KeptReading.objects.order_by("report", "name")))
    Claim.objects.update(speaker="Somebody")
    found = rebuild(check=True)
    assert read_anew and not found.ok and any("claim" in one for one in found.differences)
    assert not rebuild().ok
    read_anew.clear()
    assert rebuild(check=True).ok and not read_anew, "what was read anew is kept instead"
    assert not Claim.objects.filter(speaker="Somebody").exists()


def test_another_reader_reads_anew(
    filed: Instance, read_anew: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = KeptReading.objects.count()
    monkeypatch.setattr(derived, "reader", lambda: "a later one")
    assert rebuild(check=True).ok and read_anew
    assert rebuild().ok and KeptReading.objects.count() <= kept, "what the earlier one read is not kept on"


def test_what_is_kept_is_sealed_and_goes_with_what_is_shredded(filed: Instance) -> None:
    def kept() -> bytes:
        return b"".join(bytes(row.sealed) for row in KeptReading.objects.all())

    assert kept() and SECRET.encode() not in kept()
    report = Report.objects.get(text__contains=SECRET).id
    assert KeptReading.objects.filter(report=report).exists()
    commands.shred(report, "safety", ANALYST)
    for _ in range(2):
        assert not KeptReading.objects.filter(report=report).exists()
        assert KeptReading.objects.exclude(report=report).exists()
        assert rebuild(check=True, anew=True).ok and rebuild().ok


def test_what_is_read_ahead_is_what_is_asked_for(
    filed: Instance, read_anew: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "ENOUGH", 1)
    monkeypatch.setattr(ahead, "ProcessPoolExecutor", lambda count, _: ThreadPoolExecutor(count))
    opened: list[object] = []
    before = derived.open_apart
    monkeypatch.setattr(ahead, "open_apart", lambda work: (opened.append(work), before(work))[1])
    assert rebuild(check=True, anew=True, processes=2).ok
    assert len(opened) == len(read_anew) == 3  # two reports, one of them against two days
