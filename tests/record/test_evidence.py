"""One file proves one entry in a browser, without a server, and not once it was touched."""

import base64
import json
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from nacl.signing import SigningKey

from holdfire.errors import RecordError
from holdfire.record import evidence
from tests.record.memory import Writer, written_date

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def test_the_evidence_is_the_entry_its_authors_grant_and_the_genesis(writer: Writer) -> None:
    gathered = evidence.gather(writer.store, 6, writer.store.notes[-1], writer.log.vkey)
    assert [(p.index, p.part) for p in gathered.pieces] == [(0, "genesis"), (2, "grant"), (6, "entry")]
    of_a_root = evidence.gather(writer.store, 1, writer.store.notes[-1], writer.log.vkey)
    assert [(p.index, p.part) for p in of_a_root.pieces] == [(0, "genesis"), (1, "entry")]
    with pytest.raises(RecordError, match="There is no entry 7: the record has 7"):
        evidence.gather(writer.store, 7, writer.store.notes[-1], writer.log.vkey)


def test_hostile_text_in_an_entry_cannot_leave_the_data(writer: Writer) -> None:
    from holdfire.record.entries import ClaimDecided, Kept

    kept = Kept(object="0" * 64, digest="0" * 64, commitment="0" * 64)
    hostile = "</script><script>alert(1)</script>"
    writer.write(ClaimDecided(claim=hostile, report="0" * 64, verb="confirm", decided=kept), "analyst")
    html = evidence.page(evidence.gather(writer.store, 7, writer.store.notes[-1], writer.log.vkey))
    assert html.count("</script>") == 2


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """What a page says of itself, opened from disk in a browser that is offline."""
    if CHROMIUM is None:
        pytest.skip("needs the system's Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    path = tmp_path_factory.mktemp("evidence") / "entry.html"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(offline=True).new_page()

        def open_page(html: str) -> str:
            path.write_text(html, "utf-8")
            page.goto(path.as_uri())
            page.wait_for_function("document.getElementById('verdict').textContent !== 'Verifying…'")
            return page.inner_text("#verdict")

        yield open_page
        browser.close()


@pytest.mark.browser
def test_a_page_verifies_itself_offline_and_not_once_touched(
    writer: Writer, verdict: Callable[[str], str]
) -> None:
    for n in range(300):
        writer.date(n)
    gathered = evidence.gather(writer.store, 133, writer.store.notes[-1], writer.log.vkey)
    html = evidence.page(gathered)
    assert verdict(html) == "Entry 133 is on the record as it stands here, signed by “analyst”."
    data = json.loads(re.search(r'id="evidence">(.*?)</script>', html)[1])  # type: ignore[index]
    for where in _strings(data):
        old, new = _touch(data, where)
        assert html.count(old) >= 1
        assert "does not hold" in verdict(html.replace(old, new, 1)), where


@pytest.mark.browser
def test_a_page_shows_who_signed_with_a_key_nobody_granted(
    writer: Writer, verdict: Callable[[str], str]
) -> None:
    writer.append(writer.sealed(written_date(1), "analyst", key=SigningKey.generate()))
    html = evidence.page(evidence.gather(writer.store, 7, writer.store.notes[-1], writer.log.vkey))
    assert "a signature is not by a key that may sign it" in verdict(html)


def _strings(data: dict[str, Any]) -> list[tuple[Any, ...]]:
    """One place in each thing the page relies on."""
    pieces = range(len(data["pieces"]))
    return [("checkpoint",), *((n, "envelope") for n in pieces), *((n, "proof", 3) for n in pieces)]


def _touch(data: dict[str, Any], where: tuple[Any, ...]) -> tuple[str, str]:
    """What to replace in the page, and by what, to change one bit there."""
    if where == ("checkpoint",):
        return "\\n307\\n", "\\n306\\n"
    value: Any = data["pieces"]
    for step in where:
        value = value[step]
    raw = bytearray(base64.b64decode(value))
    raw[len(raw) // 2] ^= 1
    return value, base64.b64encode(raw).decode()
