"""The same commands on PostgreSQL, in a process of its own as an operator would run it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.register import postgres

pytestmark = pytest.mark.skipif(postgres.programs() is None, reason=postgres.WHY_NOT)

WORK = """
import json, sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from datetime import date
from holdfire.record.verify import verify
from holdfire.register import commands
from holdfire.register.account import Account
from holdfire.register.instance import open_instance
from holdfire.register.models import Claim
from holdfire.register.rebuild import rebuild
by = Account(id="analyst", seat="peacekeepers")
got = commands.receive("The ministry said that 112 people were returned: 105 and 17.".encode(), by=by)
commands.set_date(got.report_id, date(2021, 10, 21), by)
commands.decide(Claim.objects.first().id, "confirm", by=by)
instance = open_instance()
found, rebuilt = verify(instance.store, instance.vkey), rebuild(check=True)
Claim.objects.update(speaker="Somebody")
print(json.dumps([found.ok, found.size, rebuilt.ok, rebuild(check=True).ok]))
"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgres.server() as address:
        yield address


def test_the_record_and_the_register_hold_on_postgresql(url: str, tmp_path: Path) -> None:
    env = os.environ | {
        "DATABASE_URL": url,
        "HOLDFIRE_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "holdfire.site.settings",
    }
    done = subprocess.run([sys.executable, "-c", WORK], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == [True, 5, True, False]
