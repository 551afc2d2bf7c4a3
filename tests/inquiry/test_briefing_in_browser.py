"""The acceptance briefing through the pages, by people of three seats: from its report to a published finding
with one dissent, spoken by passkeys, which somebody without an account then checks against the record."""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from holdfire.inquiry import commands
from holdfire.inquiry.models import Inquiry
from holdfire.record.verify import verify
from holdfire.register.instance import open_instance
from holdfire.register.rebuild import rebuild
from holdfire.site.accounts import create_account
from tests.inquiry.browsing import PASSWORD, add_passkey, do, enter, speak

SHARED = Path(__file__).parents[2] / ".." / "shared" / "acceptance"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.shared,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not SHARED.exists(), reason="../shared/acceptance is not beside the checkout"),
]


@pytest.fixture
def desk(browser: Any, live_server: Any, home: Any) -> Iterator[Callable[..., Any]]:
    """Signs an account in through the page, with a passkey if asked; nobody for an empty name."""
    at = live_server.url.replace("127.0.0.1", "localhost")  # a passkey is bound to a name
    contexts = []

    def opened(account: str, *, passkey: bool = False, offline: bool = False) -> Any:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=at, offline=offline)
        contexts.append(context)
        page = context.new_page()
        if account:
            enter(page, at, account)
        if passkey:
            add_passkey(page, at)
        return page

    yield opened
    for context in contexts:
        context.close()


def test_from_the_briefing_to_a_published_finding_with_one_dissent(
    desk: Callable[..., Any], tmp_path: Path
) -> None:
    (briefing,) = SHARED.glob("*.txt")
    for name, seat, role in (
        ("head-one", "armenia", "head"),
        ("inv-one", "armenia", "investigator"),
        ("head-two", "azerbaijan", "head"),
        ("inv-two", "azerbaijan", "investigator"),
        ("head-mission", "peacekeepers", "head"),
    ):
        create_account(name, PASSWORD, seat, role)
    one, two = desk("head-one", passkey=True), desk("head-two", passkey=True)
    mine, theirs, mission = desk("inv-one"), desk("inv-two"), desk("head-mission")
    later = (date.today() + timedelta(days=3)).isoformat()

    # The briefing is received as a file; what it tells of is an incident, and the inquiry opens on it.
    one.goto("/reports/receive/")
    one.set_input_files("#file", briefing)
    one.click("text=Receive into the record")
    one.wait_for_selector("text=is on the record")
    report = one.url.rstrip("/").rpartition("/")[2]
    assert one.locator("text=122").count()  # the sum that does not hold stands on its page
    one.locator("a:has-text('its incident')").first.click()
    one.click("text=Open an inquiry")
    one.fill(
        "[name=text]", "112 exchanged are stated, the parts make 122: [[ten]] persons are not accounted for."
    )
    one.select_option("[name=against]", "azerbaijan")
    one.check("[name=clauses][value='8']")
    one.click("text=Put it on the record")
    inquiry = Inquiry.objects.get().id
    one.wait_for_url(f"**/inquiries/{inquiry}/")

    # Admissibility is the other seat's to say; each seat names its own; two seats open it.
    do(two, inquiry, "judged", admissible="yes", text="It names a clause and a figure.")
    do(one, inquiry, "named", account="inv-one")
    do(two, inquiry, "named", account="inv-two")
    do(two, inquiry, "opened", due=later, text="Establish whether everybody was returned.")

    # Evidence passes from hand to hand, and each hand signs.
    do(mine, inquiry, "deposited", what="report", title="The briefing", text="As received.", report=report)
    page = {"name": "ledger.txt", "mimeType": "text/plain", "buffer": b"105 and 17, in two columns"}
    do(mine, inquiry, "deposited", what="document", title="Ledger", text="A copy, by hand.", file=page)
    do(mine, inquiry, "offered", number="2", to="inv-two")
    do(theirs, inquiry, "took-over", number="2")
    do(theirs, inquiry, "inspected", number="2", unchanged="yes")

    do(mine, inquiry, "requested", to="azerbaijan", text="Who are the ten?", due=later)
    do(theirs, inquiry, "answered", number="1", text="The figure of 112 was an earlier one.")
    do(mine, inquiry, "supposed", text="Ten were returned and not counted in the total.")
    do(mine, inquiry, "supposed", text="Ten were counted twice.")
    do(
        mine,
        inquiry,
        "weighed",
        hypothesis="1",
        evidence="2",
        weight="supports",
        text="Both columns are whole.",
    )
    do(theirs, inquiry, "weighed", hypothesis="1", evidence="2", weight="neutral")
    do(theirs, inquiry, "weighed", hypothesis="2", evidence="2", weight="contradicts")

    draft = {
        "outcome": "not-a-violation", "standard": "balance", "attribution": "0", "severity": "none",
        "intent": "undetermined", "text": "All were returned; the total was an earlier one.",
        "reasoning": "The parts stand in the ledger [E2].\nThe total was said to be an earlier one [R1].",
        "comments_until": later,
    }  # fmt: skip
    do(mine, inquiry, "drafted", **draft)
    do(two, inquiry, "commented", text="The earlier day should be named.")
    for who in (one, two, mission):
        do(who, inquiry, "commented", final=True)
    do(mine, inquiry, "submitted", sign_until=later)
    speak(one, inquiry, "signed", text="We sign.")
    speak(two, inquiry, "dissented", text="Nothing was left open [[in the list]].", outcome="unfounded")
    do(mission, inquiry, "signed")
    do(one, inquiry, "published")

    finding = commands.standing(inquiry).standing
    assert finding is not None
    assert {v.seat: (v.dissents, bool(v.passkey)) for v in finding.voices} == {
        "armenia": (False, True), "azerbaijan": (True, True), "peacekeepers": (False, False),
    }  # fmt: skip

    # Anybody reads it, and checks it with what the page gives away: the document, and a proof of its entry.
    public = desk("")
    public.goto(f"/findings/{inquiry}/")
    said = public.locator("main").inner_text()
    assert "This is the finding that is on the record." in said
    assert "Nothing was left open" in said and "in the list" not in said
    assert sorted(public.locator(".voice .word").all_inner_texts()) == ["Dissents", "Signs", "Signs"]
    document = public.request.get(f"/findings/{inquiry}/finding.json").body()
    taken = tmp_path / "proof.html"
    taken.write_bytes(public.request.get(f"/findings/{inquiry}/proof.html").body())
    away = desk("", offline=True)
    away.goto(taken.as_uri())
    away.wait_for_function("document.getElementById('verdict').textContent !== 'Verifying…'")
    assert "is on the record as it stands here, signed by “head-one”" in away.inner_text("#verdict")
    entry = json.loads(re.search(r'id="evidence">(.*?)</script>', taken.read_text())[1])["pieces"][-1]  # type: ignore[index]
    envelope = json.loads(base64.b64decode(entry["envelope"]))
    published = json.loads(base64.b64decode(envelope["payload"]))["entry"]
    assert published["public"] == hashlib.sha256(document).hexdigest()
    assert (published["signed"], published["dissented"]) == (["armenia", "peacekeepers"], ["azerbaijan"])

    instance = open_instance()
    assert verify(instance.store, instance.vkey).ok
    assert rebuild(check=True).ok
