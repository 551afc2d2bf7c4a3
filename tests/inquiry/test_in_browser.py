"""A case in a real browser, on a narrow screen, without JavaScript: from an incident to a finding."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from django.conf import settings

from holdfire.inquiry import commands
from holdfire.inquiry.models import Act, Inquiry
from holdfire.inquiry.state import said_by
from holdfire.record import acts, passkeys
from holdfire.record.verify import verify
from holdfire.register.account import Account
from holdfire.register.instance import open_instance
from holdfire.register.models import Incident
from holdfire.register.rebuild import rebuild
from holdfire.site.accounts import create_account
from tests.inquiry.browsing import PASSWORD, add_passkey, do, enter
from tests.inquiry.people import sign_in
from tests.inquiry.staff import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(browser: Any, live_server: Any, home: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page for an account, or for nobody."""
    contexts = []

    def opened(who: Account | None, *, scripts: bool = False, width: int = 360) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, base_url=live_server.url, java_script_enabled=scripts
        )
        contexts.append(context)
        if who is not None:
            name = settings.SESSION_COOKIE_NAME
            value = sign_in(who).cookies[name].value
            context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def test_a_case_of_three_seats_from_an_incident_to_a_published_finding_with_a_dissent(
    desk: Callable[..., Any],
) -> None:
    Incident.objects.create(id="incident-one", title="Shots at a post", group="A", time_start="2021-10-14")
    alleging, mission, accused = (desk(person(s)) for s in ("armenia", "peacekeepers", "azerbaijan"))
    day = (date.today() + timedelta(days=3)).isoformat()

    alleging.goto("/incidents/incident-one/")
    alleging.click("text=Open an inquiry")
    assert alleging.input_value("[name=title]") == "Shots at a post"
    alleging.fill("[name=text]", "Fire was opened at a post; [[a shepherd]] saw it.")
    alleging.select_option("[name=against]", "azerbaijan-military")
    alleging.check("[name=clauses][value='1a']")
    alleging.click("text=Put it on the record")
    inquiry = Inquiry.objects.get().id
    assert alleging.url.endswith(f"/inquiries/{inquiry}/")

    do(mission, inquiry, "judged", admissible="yes", text="Within clause 1.")
    do(mission, inquiry, "named", account="peacekeepers-head")
    do(alleging, inquiry, "named", account="armenia-head")
    do(mission, inquiry, "opened", due=day)
    photograph = {"name": "marks.jpg", "mimeType": "image/jpeg", "buffer": b"bytes of a photograph"}
    do(alleging, inquiry, "deposited", what="photograph", title="Marks", text="By hand.", file=photograph)
    do(alleging, inquiry, "offered", number="1", to="peacekeepers-head")
    do(mission, inquiry, "took-over", number="1")
    do(mission, inquiry, "inspected", number="1", unchanged="yes")
    do(mission, inquiry, "requested", to="azerbaijan", text="Which posts were manned?", due=day)
    do(accused, inquiry, "answered", number="1", text="Two, and neither fired.")
    do(mission, inquiry, "supposed", text="Fire came from the east.")
    do(mission, inquiry, "weighed", hypothesis="1", evidence="1", weight="supports")

    mission.goto(f"/inquiries/{inquiry}/")
    mission.locator("#do-drafted summary").click()
    reasoning = "The marks face east [E1].\nNobody says who fired."
    draft = {
        "outcome": "not-attributable", "standard": "balance", "attribution": "1", "severity": "minor",
        "intent": "undetermined", "clauses": ["1a"], "text": "Fire was opened.", "comments_until": day,
    }  # fmt: skip
    with pytest.raises(AssertionError, match="Sentence 2 of the reasoning cites nothing"):
        do(mission, inquiry, "drafted", **draft, reasoning=reasoning)
    # What was written is still there, to be mended.
    assert mission.locator("#do-drafted [name=text]").input_value() == "Fire was opened."
    do(mission, inquiry, "drafted", **draft, reasoning=reasoning.replace("fired.", "fired [R1]."))

    for page in (alleging, mission, accused):
        do(page, inquiry, "commented", final=True)
    do(mission, inquiry, "submitted", sign_until=day)
    do(mission, inquiry, "signed")
    do(alleging, inquiry, "signed", text="We sign.")
    do(accused, inquiry, "dissented", text="Nobody saw us fire, [[the log shows it]].", outcome="unfounded")
    do(mission, inquiry, "published")

    public = desk(None)
    public.goto("/findings/")
    public.click("text=Shots at a post")
    assert public.locator(".outcome").inner_text().lower() == "violation, not attributable"
    words = public.locator(".voice .word").all_inner_texts()
    assert sorted(words) == ["Dissents", "Signs", "Signs"]
    widths = {round(v.bounding_box()["width"]) for v in public.locator(".voice").all()}
    assert len(widths) == 1  # of equal rank
    text = public.locator("main").inner_text()
    assert "Nobody saw us fire" in text and "the log shows it" not in text and "a shepherd" not in text
    assert "This is the finding that is on the record." in text
    document = public.request.get(f"/findings/{inquiry}/finding.json").body()
    assert hashlib.sha256(document).hexdigest() == Act.objects.get(kind="published").data["public"]

    instance = open_instance()
    assert verify(instance.store, instance.vkey).ok
    Incident.objects.all().delete()  # put in by hand, so no entry gives it
    assert rebuild(check=True).ok


def test_no_page_of_an_inquiry_scrolls_sideways(desk: Callable[..., Any], staff: Any) -> None:
    staff.all()
    page = desk(person("armenia"), scripts=True)
    wide = {}
    for path in (
        "/inquiries/", "/inquiries/new/", f"/inquiries/{staff.inquiry}/", "/findings/", "/liaison/",
        f"/findings/{staff.inquiry}/", "/liaison/new/", "/today/",
    ):  # fmt: skip
        page.goto(path)
        for width in (360, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            wide[path, width] = page.evaluate("document.documentElement.scrollWidth")
    assert {at: w for at, w in wide.items() if w > at[1]} == {}


def test_a_seat_signs_by_passkey_and_the_assertion_on_the_record_is_over_exactly_that(
    desk: Callable[..., Any], staff: Any, live_server: Any
) -> None:
    for stage in (staff.open, staff.work, staff.draft, staff.submit):
        stage()
    create_account("armenia-head", PASSWORD, "armenia", "head")
    page = desk(None, scripts=True, width=1440)
    # A passkey is bound to a name: localhost, not an address of numbers.
    at = live_server.url.replace("127.0.0.1", "localhost")
    enter(page, at, "armenia-head")
    add_passkey(page, at)

    page.goto(f"{at}/inquiries/{staff.inquiry}/")
    page.fill("#do-signed [name=text]", "We sign.")
    page.click("#do-signed button:has-text('with my passkey')")
    page.click("#passkey-sign")
    page.wait_for_selector("text=signed with your passkey")

    standing = commands.standing(staff.inquiry)
    voice = standing.finding and standing.finding.voice_of("armenia")
    assert voice and voice.passkey
    row = Act.objects.get(kind="signed")
    act = msgspec.convert({"type": "inquiry-signed", **row.data}, acts.Signed)
    assert passkeys.holds(voice.passkey, said_by(act, "armenia"))
    assert not passkeys.holds(voice.passkey, said_by(act, "azerbaijan"))  # nobody signs for another seat
    other = msgspec.structs.replace(act, over="0" * 64)
    assert not passkeys.holds(voice.passkey, said_by(other, "armenia"))
    instance = open_instance()
    assert verify(instance.store, instance.vkey).ok
