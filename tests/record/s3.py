"""A real S3 server for tests: the one HOLDFIRE_TEST_S3 names, or moto's, which `make s3` installs apart."""

import os
import secrets
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfire.record.s3 import Bucket

APART = Path(__file__).parents[2] / ".venv-s3/bin/moto_server"
BUCKET = "holdfire-test"


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The server's address; the test is skipped where there is none."""
    pytest.importorskip("obstore", reason="needs obstore: pip install holdfire[s3]")
    if given := os.environ.get("HOLDFIRE_TEST_S3"):
        _make_bucket(given)
        yield given
        return
    program = str(APART) if APART.exists() else shutil.which("moto_server")
    if program is None:
        pytest.skip("needs an S3 server: make s3, or name one in HOLDFIRE_TEST_S3")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program, "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _make_bucket(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def bucket(scratch: Path, address: str) -> Bucket:
    """A fresh prefix of the test's bucket."""
    with pytest.MonkeyPatch.context() as patch:
        point_at(patch, address)
        return Bucket(f"s3://{BUCKET}/{secrets.token_hex(8)}", scratch / "drafts")


def point_at(patch: pytest.MonkeyPatch, address: str) -> None:
    """Sets the environment as an operator would."""
    patch.setenv("AWS_ENDPOINT_URL", address)
    patch.setenv("AWS_ACCESS_KEY_ID", os.environ.get("AWS_ACCESS_KEY_ID", "test"))
    patch.setenv("AWS_SECRET_ACCESS_KEY", os.environ.get("AWS_SECRET_ACCESS_KEY", "test"))


def _make_bucket(address: str) -> None:
    for _ in range(600):
        try:
            asked = urllib.request.Request(f"{address}/{BUCKET}", method="PUT")
            with urllib.request.urlopen(asked, timeout=20):
                return
        except urllib.error.HTTPError:
            return  # it is there already
        except OSError:
            time.sleep(0.1)
    pytest.skip(f"the S3 server at {address} does not answer")
