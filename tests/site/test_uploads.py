"""Files sent by a browser: large ones are streamed, and what does not arrive whole leaves nothing."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from holdfire.register.instance import Instance
from holdfire.register.models import Entry, Report
from holdfire.site import uploads
from tests.register.conftest import instance  # noqa: F401

RECORDING = b"\x00\x00\x00\x20ftypisom" + bytes(range(256)) * 12_000  # 3 MB: more than is held in memory


def recording(data: bytes = RECORDING) -> SimpleUploadedFile:
    return SimpleUploadedFile("road.mp4", data, "video/mp4")


def nothing_kept(instance: Instance) -> bool:  # noqa: F811
    vault = instance.home / "vault"
    return not Entry.objects.exists() and not (vault.exists() and list(vault.iterdir()))


def test_a_recording_is_kept_byte_for_byte_and_the_reader_says_what_it_is(
    instance: Instance,  # noqa: F811
    sign_in: Callable[[str], Client],
) -> None:
    answer = sign_in("analyst").post("/reports/receive/", {"file": recording()})
    assert answer.status_code == 302
    report = Report.objects.get()
    assert "recording" in report.problem and report.size == len(RECORDING)
    assert instance.fetch(report.id) == RECORDING


def test_a_file_over_the_limit_is_refused_in_a_sentence(
    instance: Instance,  # noqa: F811
    sign_in: Callable[[str], Client],
    settings,
) -> None:
    settings.HOLDFIRE_LARGEST = 2 * 1024 * 1024
    answer = sign_in("analyst").post("/reports/receive/", {"file": recording()})
    assert answer.status_code == 422 and "“road.mp4” is larger than 2 MB" in answer.content.decode()
    assert nothing_kept(instance)


def test_a_file_that_is_cut_off_is_refused_in_a_sentence(
    instance: Instance,  # noqa: F811
    sign_in: Callable[[str], Client],
) -> None:
    client = sign_in("analyst")
    body = encode_multipart(BOUNDARY, {"file": recording()})
    for part in (len(body) // 2, len(body) - 10):
        sent = {"wsgi.input": io.BytesIO(body[:part]), "CONTENT_LENGTH": str(len(body))}
        sent["CONTENT_TYPE"] = MULTIPART_CONTENT
        answer = client.generic("POST", "/reports/receive/", b"", **sent)
        assert answer.status_code == 422
        assert "was cut off on its way" in answer.content.decode()
    assert nothing_kept(instance)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk that is always full")
def test_a_full_disk_is_said_in_a_sentence(
    instance: Instance,  # noqa: F811
    sign_in: Callable[[str], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = sign_in("analyst")
    full = Path("/dev/full")
    monkeypatch.setattr(uploads.tempfile, "TemporaryFile", lambda: full.open("wb", buffering=0))
    answer = client.post("/reports/receive/", {"file": recording()})
    assert answer.status_code == 422 and "No space left on device" in answer.content.decode()
    assert nothing_kept(instance)


def test_the_first_page_takes_no_large_file_from_anybody(
    client: Client,
    db: None,
    settings,
) -> None:
    settings.HOLDFIRE_LARGEST_REPORT = 2 * 1024 * 1024
    answer = client.post("/", {"file": recording()})
    assert answer.status_code == 422 and "is larger than 2 MB" in answer.content.decode()
