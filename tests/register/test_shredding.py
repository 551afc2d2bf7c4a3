"""What is shredded is nowhere: not in the vault, the tables, the files, the pages, nor in a rebuild."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from holdfire.errors import RecordError, RegisterError
from holdfire.record.verify import verify
from holdfire.register import commands, shredding
from holdfire.register.instance import Instance
from holdfire.register.models import Check, Claim, Decision, Entry, Incident, Receipt, Report
from holdfire.register.rebuild import projected, rebuild
from tests.register.people import ANALYST
from tests.site.conftest import sign_in  # noqa: F401

SECRETS = tuple(f"Ortolan-{n}" for n in range(20))
OTHER = b"The ministry said on 20 October that 112 people were returned: 105 to one side and 17 to the other."


@pytest.fixture
def told(instance: Instance) -> str:
    """A report full of secrets, received twice, dated and decided about; and another beside it."""
    text = " ".join(
        f"The commander {name} said on Monday that {n + 2} men opened fire." for n, name in enumerate(SECRETS)
    )
    for name in ("a", "b"):
        got = commands.receive(
            text.encode(), by=ANALYST, filename=f"{SECRETS[0]}-{name}.txt",
            url=f"https://example.org/{SECRETS[1]}/{name}",
        )  # fmt: skip
    commands.set_date(got.report_id, date(2021, 10, 21), ANALYST)
    for claim in Claim.objects.all()[:3]:
        commands.decide(claim.id, "correct", by=ANALYST, reason=SECRETS[2], changes={"hedge": SECRETS[3]})
    commands.receive(OTHER, by=ANALYST)
    return got.report_id


def everything() -> Iterator[str]:
    for model in projected():
        for row in model._default_manager.values():
            yield f"{model._meta.label} {row}"


def test_no_table_holds_a_word_of_it_and_a_rebuild_gives_the_same(told: str, instance: Instance) -> None:
    assert any(SECRETS[4] in row for row in everything())
    other = Report.objects.exclude(id=told).get()
    before = (other.text, other.claims.count(), Check.objects.filter(report=other).count())
    entry = commands.shred(told, "safety", ANALYST)
    assert not [row for row in everything() if any(s in row for s in SECRETS)]
    gone = Report.objects.get(id=told)
    assert "no longer in the vault" in gone.problem and gone.published == date(2021, 10, 21)
    assert gone.receipts.count() == 2 and not gone.claims.exists() and not Decision.objects.exists()
    assert (other.text, other.claims.count(), Check.objects.filter(report=other).count()) == before
    assert Entry.objects.get(index=entry).kind == "report-shredded"
    assert verify(instance.store, instance.vkey).ok and instance.scrub().ok and rebuild(check=True).ok
    assert instance.scrub().shredded >= 4  # bytes, two times details, three decisions; the same words are one


def test_nobody_opens_it_and_it_is_not_taken_in_again(told: str, instance: Instance) -> None:
    data = instance.fetch(told)
    assert data is not None
    commands.shred(told, "consent", ANALYST)
    assert instance.fetch(told) is None
    folder = instance.home / "vault" / told[:2] / told
    assert [p.name for p in folder.iterdir()] == ["object.age"]
    with pytest.raises(RecordError, match="shredded since"):
        commands.receive(data, by=ANALYST)


def test_a_crash_after_the_entry_is_mended_by_the_next_writer(
    told: str, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(shredding, "finish", lambda instance: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            commands.shred(told, "law", ANALYST)
    assert not [row for row in everything() if SECRETS[5] in row]  # the record said it: no page shows it
    assert instance.fetch(told) is not None and not instance.scrub().ok
    assert rebuild(check=True).ok
    instance.started = False
    commands.receive(b"The ministry said more.", by=ANALYST)
    assert instance.fetch(told) is None and instance.scrub().ok


def test_a_refused_transaction_shreds_nothing(
    told: str, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "write", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        commands.shred(told, "law", ANALYST)
    assert instance.fetch(told) is not None and Report.objects.get(id=told).text


@pytest.mark.parametrize(
    ("report", "ground", "says"), [("none", "law", "no report"), (None, "whim", "no ground")]
)
def test_what_cannot_be_shredded_is_said(report: str | None, ground: str, says: str, told: str) -> None:
    with pytest.raises(RegisterError, match=says):
        commands.shred(report or told, ground, ANALYST)


def test_pages_say_that_it_was_shredded_and_nothing_of_it(
    told: str,
    sign_in: Callable[[str], Client],  # noqa: F811
) -> None:
    entry = commands.shred(told, "safety", ANALYST)
    client = sign_in("analyst")
    paths = ["/today/", "/reports/", f"/reports/{told}/", "/incidents/", "/record/", f"/record/{entry}/"]
    for path in [*paths, *(f"/incidents/{i.id}/" for i in Incident.objects.all())]:
        page = client.get(path)
        assert page.status_code == 200, path
        assert not any(s in page.content.decode() for s in SECRETS), path
    assert Receipt.objects.filter(report=told).count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_thousand_planted_secrets_are_in_no_file(tmp_path: Path) -> None:
    """The register as a person runs it: every file of its home, its database and the log of changes."""
    import os
    import subprocess
    import sys

    secrets = [f"Wheatear-{n:04d}" for n in range(1000)]
    text = " ".join(f"The commander {s} said on Monday that men opened fire." for s in secrets)
    (tmp_path / f"{secrets[0]}.txt").write_text(text)
    (tmp_path / "other.txt").write_bytes(OTHER)
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}

    def run(*words: str) -> str:
        command = [str(Path(sys.executable).parent / "holdfire"), *words, "--home", str(tmp_path / "home")]
        return subprocess.run(
            command, capture_output=True, text=True, env=env, timeout=120, check=True
        ).stdout

    def found(where: Path) -> set[str]:
        data = [(p.name.encode() + p.read_bytes()) for p in where.rglob("*") if p.is_file()]
        return {s for s in secrets if any(s.encode() in d for d in data)}

    run("init")
    got = run("receive", str(tmp_path / f"{secrets[0]}.txt"), str(tmp_path / "other.txt"))
    assert (
        found(tmp_path / "home/vault") == set() and len(found(tmp_path / "home")) == 1000
    )  # tables are clear
    run("export", str(tmp_path / "copy"))
    assert found(tmp_path / "copy") == set()
    report = got.partition("as report ")[2][:12]
    assert "nobody opens it" in run("shred", report, "--ground", "safety")
    assert found(tmp_path / "home") == set()
    assert "are shredded" in run("verify", "--vault")
    run("rebuild", "--check")
