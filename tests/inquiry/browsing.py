"""How the browser tests work a case: a form of an inquiry's page filled and sent, a passkey on a device."""

from typing import Any

PASSWORD = "a-long-enough-password"
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def do(page: Any, inquiry: str, slug: str, **fields: Any) -> None:
    """Fills one form of an inquiry's page and sends it; the act must be on the record after."""
    form = fill(page, inquiry, slug, **fields)
    form.locator("button").last.click()
    said = page.locator(".message, .trouble").first.inner_text()
    assert said.startswith("On the record"), f"{slug}: {said}"


def fill(page: Any, inquiry: str, slug: str, **fields: Any) -> Any:
    """Fills one form of an inquiry's page; gives the form."""
    page.goto(f"/inquiries/{inquiry}/")
    form = page.locator(f"#do-{slug}")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if name == "file":
            field.set_input_files(value)
        elif isinstance(value, list):
            for one in value:
                form.locator(f"[name={name}][value='{one}']").check()
        elif value is True:
            field.check()
        elif field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    return form


def enter(page: Any, address: str, account: str) -> None:
    """Signs in by password through the page. A passkey needs a name in `address`, not numbers."""
    page.set_default_timeout(120_000)  # a busy machine is no fault of a page
    page.goto(f"{address}/accounts/login/")
    page.fill("[name=login]", account)
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")
    page.wait_for_url("**/today/")


def add_passkey(page: Any, address: str) -> None:
    """Plugs a device into the browser and makes a passkey on it, for whoever is signed in."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto(f"{address}/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)  # asked again before a key is added
    page.click("main button[type=submit]")
    page.fill("[name=name]", "Key of the seat")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: not url.endswith("/add/"))


def speak(page: Any, inquiry: str, slug: str, **fields: Any) -> None:
    """Signs or dissents with the passkey."""
    form = fill(page, inquiry, slug, **fields)
    form.locator("button:has-text('with my passkey')").click()
    page.click("#passkey-sign")
    page.wait_for_selector("text=signed with your passkey")
