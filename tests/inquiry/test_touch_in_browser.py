"""In a real browser a person's own device signs a decision and a publication, and no other key can."""

from collections.abc import Callable
from typing import Any

import pytest

from holdfire.errors import HoldfireError
from holdfire.inquiry import commands as inquiries
from holdfire.record import bag, entries, envelope, evidence
from holdfire.record.verify import verify
from holdfire.register import commands, keyring
from holdfire.register.instance import open_instance
from holdfire.register.models import Claim, Entry
from holdfire.register.rebuild import rebuild
from holdfire.site.accounts import create_account
from holdfire.site.models import Member
from holdfire.site.touching import passkeys_of
from tests.inquiry.staff import person
from tests.inquiry.test_in_browser import desk  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a-long-enough-password"


@pytest.fixture
def seated(desk: Callable[..., Any], live_server: Any) -> Callable[[str, str, str], Any]:  # noqa: F811
    """Somebody signed in at a browser with a device that holds a passkey."""

    def seat(name: str, seat: str, role: str) -> Any:
        create_account(name, PASSWORD, seat, role)
        page = desk(None, scripts=True, width=1440)
        page.set_default_timeout(60_000)
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        at = live_server.url.replace("127.0.0.1", "localhost")  # a passkey is bound to a name
        page.goto(f"{at}/accounts/login/")
        page.fill("[name=login]", name)
        page.fill("[name=password]", PASSWORD)
        page.click("button.primary")
        page.wait_for_url("**/today/")
        page.goto(f"{at}/accounts/2fa/webauthn/add/")
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.fill("[name=name]", "Key")
        page.click("#mfa_webauthn_add")
        page.wait_for_url(lambda url: not url.endswith("/add/"))
        keys = passkeys_of(Member.objects.get(user__username=name).user)
        keyring.grant_passkey(name, seat, keys, "localhost")
        page.at = at
        return page

    return seat


def signed_with(index: int) -> str:
    """The id of the key that signed an entry."""
    ((id, _),) = envelope.unseal(bytes(Entry.objects.get(index=index).envelope)).signatures
    return id


def test_a_decision_on_a_claim_is_signed_by_the_device(seated: Any, home: Any, tmp_path: Any) -> None:
    page = seated("ana", "armenia", "analyst")
    by = person("peacekeepers", "analyst")
    text = b"Maria Zakharova said that 112 prisoners of war had been returned. Yerevan said that 6 were hurt."
    report = commands.receive(text, by=by, filename="a.txt").report_id
    first, second = Claim.objects.filter(report_id=report).values_list("id", flat=True)[:2]
    size = open_instance().store.size()

    page.goto(f"{page.at}/reports/{report}/")
    page.locator(f'form[action*="{first}"] [data-do=confirm]').first.click()
    page.wait_for_url("**/record/touch/**")
    assert open_instance().store.size() == size  # nothing was written while the device was waited for
    assert '"verb":"confirm"' in page.inner_text("pre.note-text")
    page.screenshot(path=tmp_path / "touch.png", full_page=True)
    page.click("#passkey-sign")
    page.wait_for_url(f"**/reports/{report}/**")
    assert Claim.objects.get(id=first).state == "confirmed"
    assert signed_with(size).startswith(envelope.WEBAUTHN)

    from holdfire.register.account import Account

    ana = Account(id="ana", seat="armenia", role="analyst")
    with pytest.raises(HoldfireError, match="“ana” signs this by passkey: do it on the pages"):
        commands.decide(second, "confirm", by=ana)  # what the operator's machine could try

    # Something else by the same author in between: what the device was touched for is overtaken.
    page.goto(f"{page.at}/reports/{report}/")
    page.locator(f'form[action*="{second}"] [data-do=confirm]').first.click()
    page.wait_for_url("**/record/touch/**")
    commands.receive(b"\x00\x01", by=ana)
    page.click("#passkey-sign")
    page.wait_for_selector("text=Something else was signed while the device was asked")
    assert Claim.objects.get(id=second).state == "machine"

    instance = open_instance()
    assert verify(instance.store, instance.vkey).ok
    assert rebuild(check=True).ok
    bag.export(instance.store, tmp_path / "copy", instance.store.latest(), instance.policy())
    assert verify(bag.opened(tmp_path / "copy"), instance.vkey).ok
    proof = tmp_path / "proof.html"
    proof.write_text(
        evidence.page(evidence.gather(instance.store, size, instance.store.latest(), instance.vkey))
    )
    page.goto(proof.as_uri())
    page.wait_for_selector("#verdict.holds")
    assert "a device of the author’s was touched for exactly this" in page.inner_text("#steps")


def test_a_publication_is_signed_by_the_device(seated: Any, staff: Any) -> None:
    for stage in (staff.open, staff.work, staff.draft, staff.submit, staff.vote):
        stage()
    page = seated("peacekeepers-head", "peacekeepers", "head")
    page.goto(f"{page.at}/inquiries/{staff.inquiry}/")
    form = page.locator("#do-published")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.locator("button").last.click()
    page.wait_for_url("**/record/touch/**")
    page.click("#passkey-sign")
    page.wait_for_selector("text=On the record as entry")
    assert inquiries.standing(staff.inquiry).standing
    row = Entry.objects.get(kind="inquiry-published")
    assert signed_with(row.index).startswith(envelope.WEBAUTHN)
    assert entries.kind_of(entries.decode(envelope.unseal(bytes(row.envelope)).payload).entry) == row.kind
    instance = open_instance()
    assert verify(instance.store, instance.vkey).ok
    assert rebuild(check=True).ok
