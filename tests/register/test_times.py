"""What times tell: whoever holds the record and a log of their own cannot join the two by the clock."""

import random
import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from holdfire.dossiers import custody
from holdfire.dossiers.custody import PersonFile
from holdfire.dossiers.models import Person
from holdfire.record import entries, envelope
from holdfire.register import commands, keyring, touching
from holdfire.register.account import Account
from holdfire.register.instance import Instance
from holdfire.register.models import Entry
from holdfire.register.rebuild import rebuild
from holdfire.register.writing import writing
from tests.record.test_passkeys import SITE, Device
from tests.register.people import ANALYST

OFFICER = Account(id="officer", seat="armenia", role="head")
FIRST = datetime(2021, 10, 18, tzinfo=UTC)
DAYS, A_DAY = 4, 10
SPELT = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T([0-9:]{8})Z")


class Visit:
    """Somebody came to the office at this moment, as its door's log says, and a file was opened."""

    def __init__(self, name: str, at: datetime) -> None:
        self.name, self.at = name, at
        self.entry = -1  # the truth, which the attacker has not


@pytest.fixture
def door(instance: Instance) -> list[Visit]:
    """A week at an office: visits that open a person's file, and reports that come in all day between."""
    chance = random.Random(1)
    seconds = [
        day * 86_400 + chance.randrange(8 * 3600, 18 * 3600) for day in range(DAYS) for _ in range(A_DAY)
    ]
    visits = []
    with commands.batch():
        for n, second in enumerate(sorted(seconds)):
            at = FIRST + timedelta(seconds=second)
            commands.receive(b"\x00 %d" % n, by=ANALYST, received_at=at - timedelta(minutes=1))
            visit = Visit(f"Visitor {n}", at)
            file = PersonFile(name=visit.name)
            custody.open_person("armenia", file, ("armenia",), by=OFFICER, at=at)
            visit.entry = Entry.objects.order_by("-index").values_list("index", flat=True)[0]
            visits.append(visit)
    return visits


def payloads() -> dict[int, bytes]:
    """Every payload as anybody with the record reads it."""
    rows = Entry.objects.order_by("index").values_list("index", "envelope")
    return {index: envelope.unseal(bytes(data)).payload for index, data in rows}


def hits(door: list[Visit], when: dict[int, datetime]) -> int:
    """How many files the log's holder gives to the right visitor, by the time each entry tells."""
    found = 0
    for visit in door:
        nearest = min(door, key=lambda v: abs(v.at - when[visit.entry]))
        found += nearest is visit
    return found


def test_a_door_log_joined_by_time_gives_no_more_than_chance(door: list[Visit]) -> None:
    record = payloads()
    when = {index: entries.moment(entries.decode(data).claimed) for index, data in record.items()}
    a_day = Counter(visit.at.date() for visit in door)
    chance = sum(1 / a_day[visit.at.date()] for visit in door)  # guessing among a day's visitors
    assert hits(door, when) <= chance
    exact = dict(Entry.objects.exclude(at=None).values_list("index", "at"))
    assert hits(door, exact) == len(door), "to the second the trial finds every one"
    # One exact time on the record, of whatever kind, would bound all that lies between it and the next.
    assert {time for data in record.values() for time in SPELT.findall(data)} == {b"00:00:00"}


def test_the_moment_stays_on_this_machine_and_a_rebuild_gives_it_again(
    door: list[Visit], instance: Instance
) -> None:
    told = dict(Person.objects.values_list("entry", "at"))
    assert [told[visit.entry] for visit in door] == [visit.at for visit in door]
    assert rebuild(check=True).ok
    Entry.objects.filter(index=door[0].entry).update(at=door[0].at + timedelta(days=1))
    (said,) = rebuild(check=True).differences[:1]
    assert f"entry {door[0].entry} gave a moment of another day" in said
    # An entry names its object, and a file keeps its time where the vault is copied.
    kept = list((instance.home / "vault").rglob("*"))
    assert len(kept) > 3 * len(door)
    assert {path.stat().st_mtime % 86_400 for path in kept} == {0}


def test_the_order_of_a_busy_day_still_tells_as_much_as_we_say() -> None:
    """A limit that `docs/record/threats.md` names: many entries at an even pace are a clock of their own.

    Twenty visits a day by the door's log, of which five led to an entry, among forty other entries: whoever
    takes an entry's place among its day's for the time finds three of ten, where chance finds one of twenty.
    """
    chance, found, days = random.Random(1), 0, 400
    for _ in range(days):
        visits = [chance.uniform(0, 1) for _ in range(20)]
        filed = [(visits[n] + chance.uniform(0, 0.05), n) for n in range(5)]
        row = sorted([*filed, *((chance.uniform(0, 1), -1) for _ in range(40))])
        for place, (_, visitor) in enumerate(row):
            guess = min(range(20), key=lambda n: abs(visits[n] - (place + 0.5) / len(row)))
            found += visitor == guess
    assert 0.25 < found / (5 * days) < 0.35


def test_a_touch_after_midnight_signs_what_was_asked_the_evening_before(instance: Instance) -> None:
    """The act stays on the day that was signed, after all that stands on it."""
    report = commands.receive(b"\x00 asked", by=ANALYST).report_id
    device = Device()
    keyring.grant_passkey("analyst", "peacekeepers", (device.public,), SITE, everything=True)
    entry = entries.DateSet(report=report, published="2021-10-18")
    with touching.asking(), pytest.raises(touching.TouchNeeded) as asked, writing():
        list(instance.append(entry, by=ANALYST, at=FIRST + timedelta(hours=23, minutes=59)))
    payload = asked.value.payload
    signed = touching.Touch(payload, device.id, device.touch(envelope.signed_bytes(payload)))
    with touching.answered(signed, asked.value.salt), writing():
        ((index, written),) = instance.append(entry, by=ANALYST, at=FIRST + timedelta(days=1, minutes=2))
    assert written.at == FIRST + timedelta(hours=23, minutes=59, seconds=59)
    assert Entry.objects.get(index=index).at == written.at
