"""What may be written, by whom it stands on the record, and what is refused in a sentence."""

from datetime import UTC, date, datetime

import pytest

from holdfire.errors import RegisterError
from holdfire.record import entries, envelope
from holdfire.record.verify import verify
from holdfire.register import commands
from holdfire.register.instance import Instance
from holdfire.register.models import Claim, ClaimState, Decision, Entry, Receipt, Report
from tests.register.people import ANALYST, OBSERVER

TEXT = b"The ministry said on Monday that three soldiers were wounded. A spokesman denied it."


def payload(index: int) -> entries.Payload:
    row = Entry.objects.get(index=index)
    return entries.decode(envelope.unseal(bytes(row.envelope)).payload)


def test_the_same_bytes_are_one_report_received_twice(instance: Instance) -> None:
    first = commands.receive(TEXT, by=ANALYST, filename="a.txt")
    again = commands.receive(TEXT, by=OBSERVER, filename="b.txt", via="upload")
    assert (first.first, again.first) == (True, False)
    assert first.report_id == again.report_id
    assert list(Receipt.objects.values_list("author", "filename", "via")) == [
        ("analyst", "a.txt", "paste"),
        ("observer", "b.txt", "upload"),
    ]
    assert Report.objects.get().size == len(TEXT)
    assert instance.fetch(first.report_id) == TEXT


def test_bytes_nobody_can_read_are_kept_with_the_reason(instance: Instance) -> None:
    got = commands.receive(b"%PDF-1.7 and then nothing", by=ANALYST, filename="x.pdf")
    assert got.problem
    assert instance.fetch(got.report_id) == b"%PDF-1.7 and then nothing"
    assert verify(instance.store, instance.vkey).ok


def test_each_author_has_a_key_and_a_row_of_entries_of_their_own(instance: Instance) -> None:
    report = commands.receive(TEXT, by=ANALYST).report_id
    commands.set_date(report, date(2021, 10, 21), OBSERVER)
    commands.set_date(report, date(2021, 10, 22), ANALYST)
    assert list(Entry.objects.order_by("index").values_list("kind", "author", "seq")) == [
        ("genesis", "root:operator", 0),
        ("key-granted", "root:operator", 1),
        ("report-received", "analyst", 0),
        ("key-granted", "root:operator", 2),
        ("date-set", "observer", 0),
        ("date-set", "analyst", 1),
    ]
    assert payload(5).seen.size == 5
    assert verify(instance.store, instance.vkey).ok


def test_a_person_who_changes_seat_is_granted_a_key_for_it(instance: Instance) -> None:
    report = commands.receive(TEXT, by=ANALYST).report_id
    moved = commands.Account(id=ANALYST.id, seat="azerbaijan", role="analyst")
    commands.set_date(report, date(2021, 10, 21), moved)
    assert Entry.objects.filter(kind="key-granted", subject="analyst").count() == 2
    assert verify(instance.store, instance.vkey).ok


def test_a_time_in_the_past_is_claimed_and_a_moment_without_zone_is_utc(instance: Instance) -> None:
    commands.receive(TEXT, by=ANALYST, received_at=datetime(2021, 10, 21, 9, 30))
    assert payload(2).claimed == "2021-10-21T00:00:00Z"  # the record tells the day, this machine the moment
    assert Report.objects.get().received_at == datetime(2021, 10, 21, 9, 30, tzinfo=UTC)


def test_file_names_addresses_and_reasons_stay_out_of_the_record(instance: Instance) -> None:
    report = commands.receive(
        TEXT, by=ANALYST, filename="Ivanov, prisoner.txt", url="https://example.org/ivanov"
    ).report_id
    claim = Claim.objects.filter(report=report).first()
    assert claim is not None
    commands.decide(claim.id, "reject", by=ANALYST, reason="Ivanov’s mother says otherwise")
    for row in Entry.objects.all():
        signed = envelope.unseal(bytes(row.envelope)).payload
        assert b"vanov" not in signed
        assert b"wounded" not in signed
    assert Decision.objects.get().reason == "Ivanov’s mother says otherwise"
    assert Report.objects.get().url == "https://example.org/ivanov"


def test_confirming_correcting_and_rejecting_leave_the_machines_reading_beside(instance: Instance) -> None:
    report = commands.receive(TEXT, by=ANALYST).report_id
    claim = Claim.objects.filter(report=report).order_by("ordinal").first()
    assert claim is not None
    done = commands.decide(
        claim.id, "correct", by=ANALYST, changes={"kind": "casualty", "hedge": "reportedly"}
    )
    assert done.state == ClaimState.CORRECTED
    claim.refresh_from_db()
    assert claim.kind == "casualty"
    assert claim.machine.get("hedge") != "reportedly"
    assert payload(done.entry).entry.changed == ("hedge", "kind")  # type: ignore[union-attr]
    assert commands.decide(claim.id, "reject", by=OBSERVER, reason="Not said").state == ClaimState.REJECTED
    assert [d.verb for d in claim.decisions.all()] == ["correct", "reject"]


def test_a_date_set_by_a_person_outlives_another_receipt(instance: Instance) -> None:
    report = commands.receive(TEXT, by=ANALYST).report_id
    commands.set_date(report, date(2021, 10, 21), ANALYST)
    commands.receive(TEXT, by=ANALYST, published=date(2020, 1, 1))
    assert Report.objects.get().published == date(2021, 10, 21)
    assert Report.objects.get().published_basis == "set by analyst"


@pytest.mark.parametrize(
    ("verb", "given", "sentence"),
    [
        ("reject", {}, "Say in a few words"),
        ("approve", {}, "is no decision"),
        ("confirm", {"changes": {"kind": "other"}}, "Only a correction"),
        ("correct", {}, "A correction changes something"),
        ("correct", {"changes": {"content": "else"}}, "nobody changes"),
        ("correct", {"changes": {"colour": "red"}}, "no field “colour”"),
        ("correct", {"changes": {"kind": "nonsense"}}, "cannot be kept"),
    ],
)
def test_an_illegal_decision_is_refused_and_writes_nothing(
    verb: str, given: dict[str, object], sentence: str, instance: Instance
) -> None:
    commands.receive(TEXT, by=ANALYST)
    before = Entry.objects.count()
    claim = Claim.objects.first()
    assert claim is not None
    with pytest.raises(RegisterError, match=sentence):
        commands.decide(claim.id, verb, by=ANALYST, **given)  # type: ignore[arg-type]
    assert Entry.objects.count() == before


def test_what_does_not_exist_is_said_plainly(instance: Instance) -> None:
    with pytest.raises(RegisterError, match="no report"):
        commands.set_date("nothing", date(2021, 1, 1), ANALYST)
    with pytest.raises(RegisterError, match="no claim"):
        commands.decide("nothing", "confirm", by=ANALYST)
    with pytest.raises(RegisterError, match="no source"):
        commands.receive(TEXT, by=ANALYST, source_id="nowhere")
    with pytest.raises(RegisterError, match="no way of receiving"):
        commands.receive(TEXT, by=ANALYST, via="pigeon")  # type: ignore[arg-type]
    assert Entry.objects.count() == 0


def test_a_batch_is_written_whole_or_not_at_all(instance: Instance) -> None:
    with pytest.raises(RegisterError), commands.batch():
        commands.receive(TEXT, by=ANALYST)
        commands.set_date("nothing", date(2021, 1, 1), ANALYST)
    assert (Entry.objects.count(), Report.objects.count()) == (0, 0)
    with commands.batch():
        commands.receive(TEXT, by=ANALYST)
        commands.receive(TEXT + b" More.", by=ANALYST)
    assert Report.objects.count() == 2
    assert verify(instance.store, instance.vkey).ok
