"""The tasks of a commission by keyboard alone: Tab, Enter, Space, arrows and what is typed."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from PIL import Image

from holdfire.dossiers.models import Assessment
from holdfire.inquiry.models import Act, Call, FieldObservation, Inquiry, Patrol
from holdfire.record import acts
from holdfire.register import commands
from holdfire.register.account import Account
from holdfire.register.models import Claim, Incident, PeriodLock, Report
from holdfire.site.accounts import create_account
from tests.inquiry.browsing import PASSWORD
from tests.inquiry.keyboard import Keys
from tests.inquiry.people import sign_in
from tests.inquiry.staff import SEATS, Staff, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TODAY = date.today()
TEXTS = (
    "Armenia's Defence Ministry said that Azerbaijani forces opened fire near Yeraskh on 14 October 2021.",
    "Azerbaijan's Defence Ministry said that on 16 October 2021 Armenian units fired at its Kalbajar posts.",
)


@pytest.fixture
def desk(browser: Any, live_server: Any, home: Any) -> Iterator[Callable[..., Keys]]:
    """Opens a page for somebody who has only a keyboard, signed in unless it is nobody."""
    contexts = []
    at = live_server.url.replace("127.0.0.1", "localhost")  # a passkey is bound to a name

    def opened(who: Account | None) -> Keys:
        context = browser.new_context(base_url=at, viewport={"width": 1280, "height": 900}, locale="en-US")
        contexts.append(context)
        if who is not None:
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": sign_in(who).cookies[name].value, "url": at}])
        page = context.new_page()
        page.set_default_timeout(120_000)  # a busy machine is no fault of a page
        return Keys(page)

    yield opened
    for context in contexts:
        context.close()


def test_an_analyst_signs_in_files_a_report_decides_and_merges(desk: Callable[..., Keys]) -> None:
    for text in TEXTS:
        commands.receive(text.encode(), by=Account(id="importer"), published=date(2021, 10, 17))
    create_account("ana", PASSWORD, "peacekeepers", "analyst")
    keys = desk(None)
    page = keys.page
    page.goto("/accounts/login/")
    keys.write("[name=login]", "ana")
    keys.write("[name=password]", PASSWORD)
    with page.expect_navigation(url="**/today/"):
        page.keyboard.press("Enter")

    keys.press(".skip")  # first of all on the page, and it skips
    assert keys.at("main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")

    page.goto("/reports/receive/")
    keys.write("[name=text]", "The spokesperson said on 21 October 2021 that 112 people were returned.")
    keys.go("main button.primary")
    report = Report.objects.get(text__contains="112 people")
    assert page.url.endswith(f"/reports/{report.id}/")

    page.keyboard.press("j")
    assert keys.at("li.card")
    with page.expect_response("**/decide/"):
        page.keyboard.press("c")
    page.wait_for_selector("li.card.state-confirmed")
    assert keys.at("li.card.state-confirmed"), "after the card is swapped the focus is on it"
    page.keyboard.press("e")
    assert keys.at("details[data-do=correct] input[name=speaker]")
    keys.choose("[name=stance]", "announce")
    with page.expect_response("**/decide/"):
        page.keyboard.press("Enter") if keys.at("button") else keys.press("details[data-do=correct] button")
    page.wait_for_selector("li.card.state-corrected")
    assert keys.at("li.card.state-corrected")
    assert Claim.objects.get(report=report).stance == "announce"

    one, other = (i.id for i in Incident.objects.order_by("time_start")[:2])
    page.goto(f"/incidents/{one}/")
    keys.go(f"a[href='/incidents/{one}/merge/']")
    keys.choose("[name=other]", other)
    if not page.evaluate("document.activeElement.checked"):
        page.keyboard.press("Space")  # a lone choice is not taken by moving to it
    keys.write("[name=reason]", "One exchange of fire.")
    keys.go("form.choose button.primary")
    assert page.get_by_text("The two are one incident now").is_visible()
    keys.press("section.decided summary", "Space")
    keys.write("section.decided [name=reason]", "They were two after all.")
    keys.go("section.decided button")
    assert page.get_by_text("Taken back: entry").is_visible()


def test_a_case_from_an_allegation_to_a_signature_and_a_dissent(desk: Callable[..., Keys]) -> None:
    Incident.objects.create(id="incident-one", title="Shots at a post", group="A", time_start="2021-10-14")
    alleging, mission = desk(person("armenia")), desk(person("peacekeepers"))
    page = alleging.page
    page.goto("/incidents/incident-one/")
    alleging.go("a[href^='/inquiries/new/']")
    alleging.write("[name=text]", "Fire was opened at a post.")
    alleging.choose("[name=against]", "azerbaijan-military")
    alleging.tick("[name=clauses]")
    alleging.go("main button.primary")
    inquiry = Inquiry.objects.get().id
    assert page.url.endswith(f"/inquiries/{inquiry}/")

    staff = Staff()
    staff.inquiry, lead = inquiry, person("peacekeepers")

    def at_once(kind: Any, by: Account, words: str | None = "said", **fields: Any) -> None:
        staff.now = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)  # an act takes a minute
        staff.do(kind, by, words, **fields)

    at_once(acts.Judged, lead, admissible=True)
    at_once(acts.Named, lead, account="peacekeepers-head")
    at_once(acts.Named, person("armenia"), account="armenia-head")
    at_once(acts.Opened, lead, voting=SEATS)

    page = mission.page
    choosers: list[Any] = []  # listened for from here on: the browser is told of it some time after
    page.on("filechooser", lambda one: choosers.append(one))
    act = _Acts(mission, inquiry)
    act.begin("deposited")
    mission.choose("#do-deposited [name=what]", "photograph")
    mission.write("#do-deposited [name=title]", "Marks")
    mission.write("#do-deposited [name=text]", "By hand, at the post.")
    mission.to("#do-deposited [name=file]")
    page.keyboard.press("Space")
    while not choosers:
        page.wait_for_timeout(50)
    picture = io.BytesIO()
    Image.new("RGB", (400, 300), "grey").save(picture, "PNG")
    choosers[0].set_files({"name": "m.png", "mimeType": "image/png", "buffer": picture.getvalue()})
    act.done("deposited")

    act.begin("requested")
    mission.choose("#do-requested [name=to]", "azerbaijan")
    mission.write("#do-requested [name=text]", "Which posts were manned?")
    mission.day("#do-requested [name=due]", TODAY + timedelta(days=3))
    act.done("requested")

    # A part of the picture is marked by numbers, and is black on the page as they are typed.
    page.goto(f"/inquiries/{inquiry}/")
    mission.go("form[action$='/redact/1/'] button")
    for name, per_cent in (("left", "10"), ("top", "20"), ("width", "30"), ("height", "40")):
        mission.write(f"[name={name}]", per_cent)
    assert page.locator(".paper .black").bounding_box()
    mission.choose("[name=why]", page.locator("[name=why] option").nth(1).get_attribute("value"))
    mission.write("#redact-text", "A face is covered.")
    mission.go("form.redact button.primary")
    assert page.get_by_text("On the record as entry").is_visible()

    act.begin("supposed")
    mission.write("#do-supposed [name=text]", "Fire came from the east.")
    act.done("supposed")
    act.begin("weighed")
    mission.choose("#do-weighed [name=weight]", "contradicts")
    act.done("weighed")
    assert page.locator(".matrix .weight.contradicts").count() == 1

    act.begin("drafted")
    mission.choose("#do-drafted [name=outcome]", "not-attributable")
    mission.choose("#do-drafted [name=standard]", "balance")
    mission.tick("#do-drafted [name=clauses]")
    mission.choose("#do-drafted [name=severity]", "minor")
    mission.write("#do-drafted [name=text]", "Fire was opened.")
    mission.write("#do-drafted [name=reasoning]", "The marks face east, and nobody says who fired.")
    mission.day("#do-drafted [name=comments_until]", TODAY + timedelta(days=3))
    mission.go("#do-drafted button")
    assert page.locator("#problem").is_visible(), "a sentence cites nothing"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#do-drafted') !== null"), "goes on where to mend it"
    mission.write("#do-drafted [name=reasoning]", "The marks face east [E1].")
    act.done("drafted")
    for seat in SEATS:
        at_once(acts.Commented, person(seat), None, version=1, final=True)
    at_once(acts.Submitted, lead, version=1, sign_until=(TODAY + timedelta(days=3)).isoformat())

    act.begin("signed")
    mission.write("#do-signed [name=text]", "We sign.")
    act.done("signed")
    dissenting = desk(person("azerbaijan"))
    act = _Acts(dissenting, inquiry)
    act.begin("dissented")
    dissenting.write("#do-dissented [name=text]", "Nobody saw us fire.")
    dissenting.choose("#do-dissented [name=outcome]", "unfounded")
    act.done("dissented")
    assert {a.kind for a in Act.objects.filter(refused="")} >= {"signed", "dissented", "redacted", "weighed"}


class _Acts:
    """An inquiry's forms: opened, filled and sent."""

    def __init__(self, keys: Keys, inquiry: str) -> None:
        self.keys, self.address = keys, f"/inquiries/{inquiry}/"

    def begin(self, slug: str) -> None:
        """Opens one of them, coming from the page's beginning by the link that leads to them."""
        page = self.keys.page
        page.goto(self.address)
        self.keys.press("a[href='#acts']")
        if page.locator(f"#do-{slug}").get_attribute("open") is None:
            self.keys.press(f"#do-{slug} > summary", "Space")

    def done(self, slug: str) -> None:
        """Sends it; the page says that it is on the record."""
        self.keys.go(f"#do-{slug} button")
        said = self.keys.page.locator(".message, .trouble").first.inner_text()
        assert said.startswith("On the record"), f"{slug}: {said}"


def test_a_call_leads_to_an_inquiry_and_a_patrol_to_an_observation(desk: Callable[..., Keys]) -> None:
    keys = desk(person("armenia"))
    page = keys.page
    page.goto("/liaison/")
    keys.go("a[href='/liaison/new/']")
    keys.choose("[name=caller]", "azerbaijan")
    keys.tick("[name=called]")
    keys.day("[name=on]", TODAY)
    keys.to("[name=started]")
    page.keyboard.type("1015AM")
    keys.write("[name=title]", "Shots heard")
    keys.write("[name=text]", "Both posts heard single shots.")
    keys.go("main button.primary")
    call = f"/liaison/{Call.objects.get().id}/"
    assert page.url.endswith(call)
    keys.go("form[action='/reports/receive/'] button")  # what was said is a report, whose claims are linked
    assert page.url.endswith(f"/reports/{Report.objects.get().id}/")
    page.goto(call)
    keys.go("a[href^='/inquiries/new/']")
    assert page.input_value("[name=title]") == "Shots heard", "what was said need not be typed again"
    keys.go("main button.primary")
    assert Inquiry.objects.count() == 1

    page.goto("/field/patrols/")
    keys.press("#plan > summary", "Space")
    keys.write("[name=patrol]", "One")
    keys.day("[name=day]", TODAY)
    keys.write("[name=position]", "the post")
    keys.go("#plan button.primary")
    assert Patrol.objects.count() == 1

    page.goto("/field/")
    page.wait_for_load_state("networkidle")
    keys.write("[name=patrol]", "One")
    keys.write("[name=position]", "the post")
    keys.write("[name=lat]", "39.85")
    keys.write("[name=lon]", "46.98")
    keys.write("[name=bearing]", "90")
    keys.write("[name=nearest]", "2")
    keys.choose("[name=means]", "heard")
    keys.write("[name=count]", "3")
    keys.to("[name=started]")
    page.keyboard.type(f"{TODAY:%m%d%Y}")
    page.keyboard.press("Tab")
    page.keyboard.type("1015AM")
    keys.to("form[data-field] button.primary")
    page.keyboard.press("Enter")
    page.locator("#field-state", has_text="1 put on the record").wait_for()
    assert keys.at("#field-state"), "the next one begins below what became of this"
    assert FieldObservation.objects.count() == 1


def test_a_period_is_locked_and_an_obligation_assessed(desk: Callable[..., Keys]) -> None:
    commands.receive(TEXTS[0].encode(), by=Account(id="importer"), published=date(2021, 10, 17))
    keys = desk(person("peacekeepers"))
    page = keys.page
    page.goto("/publish/periods/")
    keys.day("[name=first]", date(2021, 9, 1))
    keys.day("[name=last]", date(2021, 9, 30))
    keys.write("[name=why]", "The month is closed.")
    keys.go("form[action$='/lock/'] button")
    assert PeriodLock.objects.get().unlocked_entry is None
    keys.write("form[action$='/unlock/'] [name=why]", "A late witness.")
    keys.go("form[action$='/unlock/'] button")
    assert PeriodLock.objects.get().unlocked_entry is not None

    page.goto("/dossiers/agreement/2020-11-09/1a/")
    keys.choose("[name=level]", "minimum")
    keys.day("[name=on]", date(2021, 10, 1))
    keys.write("[name=why]", "Fire was opened on most days.")
    keys.write("[name=evidence]", f"/reports/{Report.objects.get().id}/")
    keys.go("form[action$='/assess/'] button")
    assert Assessment.objects.get().level == "minimum"
