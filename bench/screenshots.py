"""Photographs every page of a demonstration at 360 and 1440 pixels into screenshots/.

    .venv/bin/python bench/screenshots.py [ADDRESS]

Without an address a demonstration is loaded into a temporary folder and served on a free port.
"""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OUT = Path("screenshots")
PAGES = {
    "today": "/today/",
    "reports": "/reports/",
    "receive": "/reports/receive/",
    "incidents": "/incidents/",
    "inquiries": "/inquiries/",
    "inquiry": "/inquiries/2021-001/",
    "inquiry-open": "/inquiries/2021-002/",
    "allegation": "/inquiries/new/",
    "findings": "/findings/",
    "finding": "/findings/2021-001/",
    "calls": "/liaison/",
    "call": "/liaison/2021-10-14-1/",
    "dossiers": "/dossiers/",
    "agreement": "/dossiers/agreement/",
    "obligation": "/dossiers/agreement/2020-11-09/8/",
    "texts": "/dossiers/agreement/2020-11-09/texts/",
    "detainees": "/dossiers/detainees/",
    "zones": "/dossiers/zones/",
    "restoration": "/dossiers/restoration/",
    "formats": "/dossiers/formats/",
    "liaison": "/dossiers/liaison/",
    "monitoring": "/dossiers/monitoring/",
    "publish": "/publish/",
    "patterns": "/publish/patterns/",
    "periods": "/publish/periods/",
    "observations": "/field/list/",
    "patrols": "/field/patrols/",
    "patrol": "/field/patrols/2021-10-14-3/",
    "phones": "/field/phones/",
    "not-taken": "/field/unread/",
    "notices": "/notices/",
    "record": "/record/",
    "entry": "/record/0/",
}
FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]


@contextmanager
def demonstration() -> Iterator[str]:
    """A demonstration of its own; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with tempfile.TemporaryDirectory() as home:
        command = [str(Path(sys.executable).parent / "holdfire"), "demo", "--home", home, "--serve", address]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            for _ in range(600):
                if server.poll() is not None:
                    raise SystemExit(f"The demonstration did not start: {' '.join(command)}")
                try:
                    urllib.request.urlopen(f"http://{address}/", timeout=2).read()
                    break
                except OSError:
                    time.sleep(0.5)
            yield address
        finally:
            server.terminate()
            server.wait()


def photograph(address: str, chromium: str) -> None:
    """Every page at both widths, and the three that are worth seeing in the dark."""
    from playwright.sync_api import sync_playwright

    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for width, scheme in ((1440, "light"), (360, "light"), (1440, "dark")):
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=f"http://{address}"
            )
            page = context.new_page()
            ending = f"{width}{'-dark' if scheme == 'dark' else ''}.png"

            def shoot(name: str, page=page, ending=ending) -> None:  # type: ignore[no-untyped-def]
                page.wait_for_load_state("networkidle")
                page.screenshot(path=OUT / f"{name}-{ending}", full_page=True)
                print(OUT / f"{name}-{ending}")

            page.goto("/")
            shoot("first-page-empty")
            page.goto("/?example=1")
            shoot("first-page")
            page.goto("/accounts/login/")
            shoot("sign-in")
            page.fill("[name=login]", "monitor")
            page.fill("[name=password]", "holdfire-demo")
            page.click("button.primary")
            page.wait_for_url("**/today/")
            for name, path in PAGES.items():
                page.goto(path)
                if name == "incidents":
                    page.wait_for_selector("[data-drawn]", timeout=20_000)
                shoot(name)
            for name, listing in (("report", "/reports/"), ("incident", "/incidents/")):
                page.goto(listing)
                link = page.locator("tbody th a").first
                if link.count():
                    page.goto(link.get_attribute("href") or listing)
                    shoot(name)
            context.close()
        browser.close()


def main() -> None:
    """Photographs the address given, or a demonstration of its own."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("Photographs need Chromium: apt-get install chromium")
    if len(sys.argv) > 1:
        photograph(sys.argv[1], chromium)
        return
    with demonstration() as address:
        photograph(address, chromium)


if __name__ == "__main__":
    main()
