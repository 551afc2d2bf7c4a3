"""The scrub of every day: a share at a time, everything in a round, and what it found stays to be seen."""

import os
import time
from collections.abc import Callable

import pytest
from django.test import Client

from holdfire.register import commands, scrubbing
from holdfire.register.instance import Instance
from holdfire.register.models import Scrub
from holdfire.register.rebuild import rebuild
from tests.register.people import ANALYST
from tests.site.conftest import sign_in  # noqa: F401


@pytest.fixture
def reports(instance: Instance) -> list[str]:
    texts = (b"\x89PNG\r\n\x1a\n" + bytes([n]) for n in range(8))  # nothing to read, quickly received
    return [commands.receive(text, by=ANALYST, filename="a.txt").report_id for text in texts]


def test_shares_add_up_to_everything_and_begin_again(reports: list[str], instance: Instance) -> None:
    rows = [scrubbing.scrub_share(4) for _ in range(5)]
    assert [row.opened for row in rows] == [4] * 5 and rows[0].of == 16
    assert rows[3].last == "" and rows[4].last == rows[0].last
    assert not any(row.problems for row in rows)
    said = scrubbing.latest()
    assert said is not None and said.since == rows[1].at and not scrubbing.is_due()


def test_what_is_damaged_is_found_once_in_a_round_and_shown_until_it_is_whole_again(
    reports: list[str],
    instance: Instance,
    sign_in: Callable[[str], Client],  # noqa: F811
) -> None:
    client = sign_in("analyst")
    assert "Not scrubbed yet" in client.get("/record/").content.decode()
    path = instance.home / "vault" / reports[7][:2] / reports[7] / "object.age"
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    found = [one for _ in range(4) for one in scrubbing.scrub_share(4).problems]
    assert len(found) == 1 and reports[7][:16] in found[0]
    page = client.get("/record/").content.decode()
    assert reports[7][:16] in page and "no longer gives what was kept" in page
    path.write_bytes(whole)
    for _ in range(4):
        scrubbing.scrub_share(4)
    page = client.get("/record/").content.decode()
    assert reports[7][:16] not in page.partition("Entries</h2>")[0] and "Nothing was damaged" in page


def test_what_is_shredded_is_not_damaged_and_a_result_is_no_part_of_the_register(
    reports: list[str], instance: Instance
) -> None:
    commands.shred(reports[3], "law", ANALYST)
    row = scrubbing.scrub_share(1)
    assert row.opened == row.of == 16 and not row.problems
    assert rebuild(check=True).ok
    rebuild()
    assert Scrub.objects.count() == 1


def test_drafts_of_killed_processes_are_swept_and_those_of_living_ones_left(
    reports: list[str], instance: Instance
) -> None:
    old, new = instance.vault.storage.draft(), instance.vault.storage.draft()
    (old / "object.age").write_bytes(b"half")
    os.utime(old, (time.time() - 100_000,) * 2)
    scrubbing.scrub_share(1)
    assert not old.exists() and new.exists()
