"""The inquiry on the record: rights, what is sealed, what is published, and a rebuild that gives the same."""

import hashlib

import msgspec
import pytest

from holdfire.errors import InquiryError
from holdfire.inquiry import commands, sealing, versions
from holdfire.inquiry.models import Act, Call, Followup, Inquiry
from holdfire.inquiry.words import Words
from holdfire.record import acts
from holdfire.record.calls import CallLogged
from holdfire.record.calls import Followup as NextStep
from holdfire.record.fields import Kept
from holdfire.record.verify import verify
from holdfire.register.account import Account
from holdfire.register.instance import open_instance
from holdfire.register.models import Entry
from holdfire.register.rebuild import rebuild
from holdfire.register.rights import RIGHTS, Role
from tests.inquiry.staff import SECRET, Staff, person


def test_a_case_on_the_record_verifies_and_a_rebuild_gives_the_same_rows(staff: Staff) -> None:
    staff.all()
    instance = open_instance()
    found = verify(instance.store, instance.vkey)
    assert found.ok, found.problem
    again = rebuild(check=True)
    assert again.ok, again.differences
    assert Inquiry.objects.get().stage == "published"
    assert Act.objects.exclude(refused="").count() == 0


def test_no_word_of_a_case_stands_on_the_record_or_in_the_tables(staff: Staff) -> None:
    staff.all()
    for word in (SECRET, "Six were wounded", "Where was the post", "Our posts did not fire"):
        for entry in Entry.objects.all():
            assert word.encode() not in bytes(entry.envelope)
        for row in (
            *Inquiry.objects.values_list("state", flat=True),
            *Act.objects.values_list("data", flat=True),
        ):
            assert word not in str(row)


def test_the_public_version_withholds_what_is_marked_and_keeps_every_dissent(staff: Staff) -> None:
    standing = staff.all().state.standing
    assert standing and standing.page and standing.confidential
    vault = open_instance().vault
    public, confidential = vault.fetch(standing.page.object), vault.fetch(standing.confidential.object)
    assert public and confidential
    assert hashlib.sha256(public).hexdigest() == standing.public
    assert SECRET.encode() not in public and SECRET.encode() in confidential
    version = versions.read(public)
    assert version
    assert [(s.seat, s.word) for s in version.seats] == [
        ("armenia", "signed"),
        ("azerbaijan", "dissents"),
        ("peacekeepers", "signed"),
    ]
    assert version.seats[1].reasons.startswith("Our posts did not fire")
    assert [s.cites for s in version.reasoning] == [("E1",), ("R1",)]
    assert {c.ref: c.kind for c in version.sources} == {"E1": "photograph", "R1": "silent"}


def test_a_refused_act_leaves_no_entry(staff: Staff) -> None:
    staff.open()
    before = Entry.objects.count()
    with pytest.raises(InquiryError, match="Only an investigator"):
        staff.do(acts.Supposed, person("azerbaijan"), number=0)
    assert Entry.objects.count() == before


ROLE_OF_ACT = {
    acts.Judged: {"head"},
    acts.Named: {"head"},
    acts.Opened: {"head"},
    acts.Signed: {"head"},
    acts.Dissented: {"head"},
    acts.Alleged: {"head", "investigator", "analyst"},
    acts.Deposited: {"head", "investigator"},
    acts.Supposed: {"head", "investigator"},
    acts.Drafted: {"head", "investigator"},
    acts.Read: {"head", "investigator", "analyst", "observer"},
}


def test_each_role_may_do_what_the_table_says_and_nothing_else() -> None:
    for kind, roles in ROLE_OF_ACT.items():
        assert {r for r in RIGHTS if commands.RIGHT_OF[kind] in RIGHTS[r]} == roles, kind
    assert set(RIGHTS) == set(Role.values)
    missing = set(acts.AnyAct.__args__) - set(commands.RIGHT_OF)  # type: ignore[attr-defined]
    assert not missing


@pytest.mark.parametrize("role", [r for r in Role.values if r != "head"])
def test_only_a_head_of_seat_signs(role: str, staff: Staff) -> None:
    for stage in (staff.open, staff.work, staff.draft, staff.submit):
        stage()
    with pytest.raises(InquiryError, match="may not sign"):
        staff.do(acts.Signed, person("armenia", role), None, version=1, over=staff.over())


def test_an_account_without_a_role_does_nothing(staff: Staff) -> None:
    with pytest.raises(InquiryError, match="may not make"):
        staff.allege(by=Account(id="operator"))


def test_reading_sealed_matter_is_logged_and_a_draft_is_its_seats_own(staff: Staff) -> None:
    staff.open()
    staff.work()
    kept = staff.do(acts.DraftKept, person("armenia", "investigator"), "our own thoughts")
    with pytest.raises(InquiryError, match="another seat's own draft"):
        commands.read(staff.inquiry, kept.entry, by=person("azerbaijan"))
    with pytest.raises(InquiryError, match="not yours to read"):
        commands.read(staff.inquiry, kept.entry, by=person("elsewhere"))
    with pytest.raises(InquiryError, match="not yours to read"):
        commands.read(staff.inquiry, kept.entry, by=person("armenia", "keeper"))
    item = Act.objects.get(kind="deposited")
    got = commands.read(staff.inquiry, item.entry, by=person("azerbaijan"))
    assert got and open_instance().fetch(got.object) == b"bytes of it"
    log = Act.objects.get(kind="read")
    assert (log.author, log.seat, log.data["of"]) == ("azerbaijan-head", "azerbaijan", item.entry)


def test_an_act_written_past_the_commands_changes_nothing_and_says_why(staff: Staff) -> None:
    staff.open()
    from holdfire.register.commands import write
    from holdfire.register.writing import writing

    forged = acts.Signed(inquiry=staff.inquiry, version=1, over="0" * 64)
    with writing():
        write(forged, person("armenia"), staff.now)
    assert "has its turn at" in Act.objects.get(kind="signed").refused
    assert Inquiry.objects.get().stage == "open"
    assert rebuild(check=True).ok


def test_the_same_words_twice_are_two_objects(home: object) -> None:
    first, second = sealing.keep(Words(text="No comment.")), sealing.keep(Words(text="No comment."))
    assert first and second and first.object != second.object


def test_a_call_is_logged_with_its_next_steps_and_closed_by_their_owner(home: object) -> None:
    call = CallLogged(
        call="new", channel="hotline", subject="fire", caller="armenia", called=("azerbaijan",),
        started="2021-10-14T18:05:00Z", ended="2021-10-14T18:20:00Z",
        followups=(NextStep(owner="azerbaijan", due="2021-10-15"),),
    )  # fmt: skip
    words = Words(text="Fire at a post.", agreed="Both stop.", steps=("Say which post fired.",))
    id = commands.log_call(call, by=person("peacekeepers", "reporter"), words=words)
    assert id == "2021-10-14-1"
    assert sealing.said(msgspec.convert(Call.objects.get().words, Kept)).steps == words.steps
    with pytest.raises(InquiryError, match="seat that owns"):
        commands.close_followup(id, 1, by=person("armenia"))
    commands.close_followup(id, 1, by=person("azerbaijan"), words=Words(text="It was post 4."))
    assert Followup.objects.get().closed_by == "azerbaijan-head"
    with pytest.raises(InquiryError, match="is closed"):
        commands.close_followup(id, 1, by=person("azerbaijan"))
    assert rebuild(check=True).ok


def test_numbers_go_by_the_year(staff: Staff) -> None:
    assert [staff.allege().inquiry, staff.allege().inquiry] == ["2021-001", "2021-002"]
