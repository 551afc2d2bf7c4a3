"""Page times with the demonstration loaded: each page asked for repeatedly over loopback HTTP.

    .venv/bin/python bench/pages.py [ADDRESS]

Without an address a demonstration is loaded into a temporary folder and served on a free port; signing
in as `monitor`. Prints one row a page: median and 95th percentile in milliseconds.
"""

import http.cookiejar
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

PAGES = ("/", "/today/", "/reports/", "/incidents/", "/dossiers/", "/record/")
ROUNDS = 30


def sign_in(address: str) -> urllib.request.OpenerDirector:
    """A client signed in as the demonstration's monitor."""
    client = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    login = f"http://{address}/accounts/login/"
    page = client.open(login).read().decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, "the sign-in page has no form"
    form = {"csrfmiddlewaretoken": found[1], "login": "monitor", "password": "holdfire-demo"}
    client.open(
        urllib.request.Request(login, urllib.parse.urlencode(form).encode(), {"Referer": login})
    ).read()
    return client


def measure(address: str) -> None:
    """Prints the table."""
    client = sign_in(address)
    pages = list(PAGES)
    for listing, pattern in (
        ("/reports/", r'href="(/reports/[0-9a-f]{64}/)"'),
        ("/incidents/", r'href="(/incidents/[^"/?]+/)"'),
    ):
        found = re.findall(pattern, client.open(f"http://{address}{listing}").read().decode())
        pages += found[:1]
    for page in pages:
        times = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            client.open(f"http://{address}{page}").read()
            times.append((time.perf_counter() - started) * 1000)
        times.sort()
        print(
            f"{page[:40]:40s} median {statistics.median(times):6.1f} ms   "
            f"p95 {times[int(len(times) * 0.95)]:6.1f} ms"
        )


def main() -> None:
    """Serves a fresh demonstration unless an address is given."""
    if len(sys.argv) > 1:
        measure(sys.argv[1])
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with tempfile.TemporaryDirectory() as home:
        command = [str(Path(sys.executable).parent / "holdfire"), "demo", "--home", home, "--serve", address]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            for _ in range(600):
                try:
                    urllib.request.urlopen(f"http://{address}/", timeout=2).read()
                    break
                except OSError:
                    time.sleep(0.5)
            measure(address)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
