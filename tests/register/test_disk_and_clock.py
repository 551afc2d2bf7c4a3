"""A disk that is full or read-only, a clock that jumps, power that goes: nothing acknowledged is lost.

Real errors of SQLite: the database may grow no further, or may only be read.
"""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from holdfire.errors import RegisterError
from holdfire.record import entries, envelope
from holdfire.record.verify import verify
from holdfire.register import commands
from holdfire.register import instance as instances
from holdfire.register.instance import Instance
from holdfire.register.models import Entry
from holdfire.register.rebuild import rebuild
from tests.register.people import ANALYST
from tests.site.conftest import sign_in  # noqa: F401

POWER = Path(__file__).parents[2] / "bench" / "torture" / "power.py"


def pragma(words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {words}")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("break_it", "mend_it", "says"),
    [
        ("max_page_count = 1", "max_page_count = 1073741823", "disk is full"),
        ("query_only = 1", "query_only = 0", "may not be written"),
    ],
    ids=["full", "read-only"],
)
def test_a_disk_that_takes_nothing_more(
    break_it: str,
    mend_it: str,
    says: str,
    instance: Instance,
    sign_in: Callable[[str], Client],  # noqa: F811
) -> None:
    for n in range(5):
        commands.receive(b"before %d" % n, by=ANALYST)
    client, size = sign_in("analyst"), Entry.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # pages that former tests left free would be written to
    pragma(break_it)
    try:
        with pytest.raises(RegisterError, match=says):
            for n in range(200):
                commands.receive(b"\x00 after %d" % n + bytes(n), by=ANALYST)
        acknowledged = Entry.objects.count()
        assert acknowledged >= size
        found = verify(instance.store, instance.vkey)
        assert (found.problem, found.size) == (None, acknowledged)
        assert client.get("/record/").status_code == 200  # what is there can be read meanwhile
    finally:
        pragma(mend_it)
    commands.receive(b"once it is mended", by=ANALYST)
    found = verify(instance.store, instance.vkey)
    assert (found.problem, found.size) == (None, acknowledged + 1)
    assert rebuild(check=True).ok


def test_a_clock_that_jumps_loses_nothing_and_orders_nothing(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record vouches for the order of entries, not for clocks."""
    real = datetime.now(UTC)
    jumps = [timedelta(0), timedelta(days=-4000), timedelta(days=4000), timedelta(hours=-1), timedelta(0)]

    for n, jump in enumerate(jumps):

        class Clock(datetime):
            @classmethod
            def now(cls, tz: object = None, jump: timedelta = jump) -> datetime:
                return real + jump

        monkeypatch.setattr(instances, "datetime", Clock)
        monkeypatch.setattr(commands, "datetime", Clock)
        commands.receive(b"at %d" % n, by=ANALYST)
    found = verify(instance.store, instance.vkey)
    assert (found.problem, found.size) == (None, 2 + len(jumps))
    said = [
        entries.decode(envelope.unseal(data).payload) for data in instance.store.envelopes(2, 2 + len(jumps))
    ]
    assert [one.seq for one in said] == list(range(len(jumps)))
    claimed = [entries.moment(one.claimed) for one in said]
    assert claimed != sorted(claimed), "the times are kept as the clock gave them"
    assert [one.seen.size for one in said] == [0, 3, 4, 5, 6]
    assert rebuild(check=True).ok


@pytest.mark.parametrize("control", [False, True], ids=["synchronous", "not synchronous"])
def test_nothing_acknowledged_is_lost_when_the_power_goes(control: bool) -> None:
    """The short form of `bench/torture/power.py`; the control shows that the trial can find a loss."""
    words = ["25", "3", "--control"] if control else ["60", "3"]
    done = subprocess.run([sys.executable, POWER, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (" 0 lost something" in done.stdout) != control
