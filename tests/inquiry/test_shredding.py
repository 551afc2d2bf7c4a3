"""Shredding what an inquiry kept: its words and files are nowhere, its acts stay."""

from pathlib import Path

import pytest
from django.test import Client

from holdfire.errors import RegisterError
from holdfire.inquiry.models import Act, Inquiry
from holdfire.record.verify import verify
from holdfire.register import access
from holdfire.register.instance import Instance, open_instance
from holdfire.register.rebuild import rebuild
from tests.inquiry.people import sign_in
from tests.inquiry.staff import SECRET, Staff, person


def page(client: Client, id: str) -> str:
    return client.get(f"/inquiries/{id}/").content.decode()


def test_nobody_reads_its_words_or_opens_its_files_and_its_acts_stay(staff: Staff) -> None:
    staff.all()
    instance: Instance = open_instance()
    lead = person("peacekeepers", "investigator")
    deposit = Act.objects.get(kind="deposited")
    client = sign_in(lead)
    assert SECRET in page(client, staff.inquiry)
    before = Inquiry.objects.get().state
    entry = access.shred_matter(staff.inquiry, "safety", lead)
    after = page(client, staff.inquiry)
    assert SECRET not in after and "These words were shredded" in after
    assert client.post(f"/inquiries/{staff.inquiry}/unseal/{deposit.entry}/").status_code == 404
    now = Inquiry.objects.get().state  # "last" is the attempt to open
    assert {**now, "last": None} == {**before, "last": None}
    assert verify(instance.store, instance.vkey).ok and instance.scrub().ok and rebuild(check=True).ok
    assert client.get(f"/findings/{staff.inquiry}/").status_code == 200  # what was public stays public
    assert access.shred_matter(staff.inquiry, "safety", lead) == entry  # again: nothing is left to shred
    for path in Path(instance.home / "vault").rglob("to-*.age"):
        assert SECRET.encode() not in (instance.vault.fetch(path.parent.name) or b"")


def test_one_act_is_shredded_and_the_others_stay_readable(staff: Staff) -> None:
    staff.all()
    lead = person("peacekeepers", "investigator")
    asked = Act.objects.get(kind="requested")
    access.shred_matter(staff.inquiry, "consent", lead, act=asked.entry)
    text = page(sign_in(lead), staff.inquiry)
    assert "Where was the post?" not in text and SECRET in text
    assert open_instance().scrub().shredded == 1


@pytest.mark.parametrize(
    ("inquiry", "ground", "says"), [("2099-001", "law", "nothing kept of"), (None, "whim", "no ground")]
)
def test_what_cannot_be_shredded_is_said(inquiry: str | None, ground: str, says: str, staff: Staff) -> None:
    staff.open()
    with pytest.raises(RegisterError, match=says):
        access.shred_matter(inquiry or staff.inquiry, ground, person("peacekeepers"))
