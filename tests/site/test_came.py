"""What came with a report, on its page: where it was made is for those who may read sealed matter."""

from collections.abc import Callable

from django.test import Client

from holdfire.register import commands
from holdfire.register.instance import Instance
from holdfire.register.models import Entry
from holdfire.register.rebuild import rebuild
from tests.intake.test_accompanying import LETTER, photograph
from tests.register.conftest import instance  # noqa: F401
from tests.register.people import ANALYST

POSITION = "39.40000, 47.03000"


def test_a_position_is_shown_to_few_and_the_rest_to_every_reader(
    instance: Instance,  # noqa: F811
    sign_in: Callable[[str], Client],
) -> None:
    report = commands.receive(photograph(), by=ANALYST, filename="road.jpg").report_id
    for role, sees in (("analyst", True), ("observer", True), ("keeper", False), ("reporter", False)):
        page = sign_in(role).get(f"/reports/{report}/").content.decode()
        assert "What came with it" in page and "2021:10:20 14:03:11" in page, role
        assert (POSITION in page) is sees and ("GPSLatitude" in page) is sees, role
        assert ("say where it was made" in page) is not sees, role


def test_what_came_is_in_the_vault_and_not_on_the_record_and_goes_with_the_report(
    instance: Instance,  # noqa: F811
    sign_in: Callable[[str], Client],
) -> None:
    report = commands.receive(LETTER, by=ANALYST).report_id
    signed = bytes(Entry.objects.get(kind="report-received").envelope)
    assert b"example.org" not in signed
    client = sign_in("analyst")
    assert "relay.example.org" in client.get(f"/reports/{report}/").content.decode()
    assert rebuild(check=True).ok
    commands.shred(report, "consent", ANALYST)
    assert "relay.example.org" not in client.get(f"/reports/{report}/").content.decode()


def test_a_report_with_nothing_beside_it_has_no_such_section(
    instance: Instance,  # noqa: F811
    sign_in: Callable[[str], Client],
) -> None:
    report = commands.receive(b"The ministry said that two people were returned.", by=ANALYST).report_id
    assert "What came with it" not in sign_in("analyst").get(f"/reports/{report}/").content.decode()
