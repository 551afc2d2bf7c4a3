"""The second reader, against a small server that speaks the protocol, well and badly."""
# ruff: noqa: E501

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfire.errors import ReadingError
from holdfire.reading import read
from holdfire.reading import second as module
from holdfire.reading.answers import Answer, claims_of
from holdfire.reading.claim import Reading
from holdfire.reading.second import SecondReader, from_environment, read_again
from holdfire.theatre import load

TEXT = (
    "Olga Petrova said on Monday that 112 prisoners had been returned.\n\n"
    "“We did not open\nfire near Martakert,” the ministry said. Villagers spoke of shots."
)
FIRST = read(TEXT, published=date(2021, 10, 21), theatre=load())


class Server(ThreadingHTTPServer):
    """An endpoint whose answers a test writes."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.answer: Callable[[int, dict[str, Any]], tuple[int, dict[str, str], bytes]] = lambda n, body: (
            200,
            {},
            said([]),
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append({"path": self.path, **body})
        self.server.keys.append(self.headers.get("Authorization"))
        status, headers, content = self.server.answer(len(self.server.asked), body)
        self.send_response(status)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(content)),
            **headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(BrokenPipeError):  # a reader that timed out has hung up
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def said(claims: object, content: str | None = None) -> bytes:
    text = content if content is not None else json.dumps({"claims": claims})
    return json.dumps(
        {"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}]}
    ).encode()


def claim(content: str, **more: str | None) -> dict[str, str | None]:
    return {"content": content, "source": None, "cue": None, "speaker": None, "mode": "direct", "stance": "state", "kind": "other", "modality": None, "polarity": "asserts", **more}  # fmt: skip


@pytest.fixture
def server() -> Iterator[Server]:
    it = Server()
    thread = threading.Thread(target=it.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield it
    it.shutdown()
    it.server_close()
    thread.join()


def again(server: Server, **more: Any) -> Reading:
    return read_again(FIRST, SecondReader(url=server.url, model="tiny-7", key="s3cret", **more), load())


def seconds_claims(reading: Reading) -> list[Any]:
    return [c for c in reading.claims if c.why.startswith("second reader")]


def test_a_claim_only_the_second_reader_read_stands_behind_the_firsts_and_says_so(server: Server) -> None:
    server.answer = lambda n, body: (
        200,
        {},
        said([claim("shots", source="Villagers", cue="spoke of", kind="violation")]),
    )
    reading = again(server)
    assert reading.claims[: len(FIRST.claims)] == FIRST.claims
    (found,) = seconds_claims(reading)
    assert (found.content, found.speaker, found.kind, found.why) == (
        "shots",
        "Villagers",
        "violation",
        "second reader tiny-7",
    )
    assert all(
        TEXT[s:e] in ("Villagers", "spoke of", "shots")
        for s, e in (*found.spans.source, *found.spans.cue, *found.spans.content)
    )
    assert reading.reader == f"{FIRST.reader} + tiny-7"


def test_it_is_asked_in_the_protocol_for_json_of_a_schema_with_the_key(server: Server) -> None:
    again(server)
    (asked,) = server.asked
    assert asked["path"] == "/v1/chat/completions" and asked["model"] == "tiny-7"
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert TEXT in asked["messages"][-1]["content"] and server.keys == ["Bearer s3cret"]


def test_words_that_are_not_in_the_report_are_dropped_and_counted(server: Server) -> None:
    server.answer = lambda n, body: (200, {}, said([claim("We opened fire"), claim("shots"), claim("")]))
    reading = again(server)
    assert [c.content for c in seconds_claims(reading)] == ["shots"]
    assert (
        reading.notes[-1]
        == "2 of 3 claims of the second reader were dropped: their words are not in the report."
    )


def test_a_source_that_is_not_in_the_report_names_nobody(server: Server) -> None:
    server.answer = lambda n, body: (
        200,
        {},
        said([claim("shots", source="The general", speaker="Ivan Ivanov")]),
    )
    (found,) = seconds_claims(again(server))
    assert found.speaker is None and found.spans.source == ()


def test_where_both_read_the_same_the_first_claim_says_who_agrees(server: Server) -> None:
    first = FIRST.claims[0]
    server.answer = lambda n, body: (200, {}, said([claim(first.content, stance="deny")]))
    reading = again(server)
    assert len(reading.claims) == len(FIRST.claims)
    assert reading.claims[0].why.endswith("tiny-7 takes it for “deny”")


def test_spaces_may_differ_and_the_span_is_the_reports_own(server: Server) -> None:
    server.answer = lambda n, body: (200, {}, said([claim("open fire near Martakert")]))
    (found,) = seconds_claims(again(server)) or [None]
    if found is not None:  # else it is one with the first reader's claim
        assert found.content == TEXT[found.start : found.end] == "open\nfire near Martakert"


@pytest.mark.parametrize(
    ("status", "headers", "content", "sentence"),
    [
        (401, {}, b"{}", "refuses the key (401)"),
        (404, {}, b"{}", "knows no such model or address (404)"),
        (418, {}, b"", "refuses the request (418)"),
        (302, {"Location": "http://127.0.0.1:9/"}, b"", "refuses the request (302)"),
        (200, {}, b"<html>", "is not the JSON asked for"),
        (200, {}, b"[]", "is not the JSON asked for"),
        (200, {}, b'{"choices": []}', "is not the JSON asked for"),
        (200, {}, said(None), "is not the JSON asked for"),
        (200, {}, said([], "I am sorry, I cannot."), "is not the JSON asked for"),
        (200, {}, b"[" * 100_000, "is not the JSON asked for"),
    ],
)
def test_whatever_goes_wrong_is_one_sentence_and_the_first_reading_stands(
    server: Server, status: int, headers: dict[str, str], content: bytes, sentence: str
) -> None:
    server.answer = lambda n, body: (status, headers, content)
    reading = again(server)
    assert reading.claims == FIRST.claims
    assert sentence in reading.notes[-1] and "s3cret" not in " ".join(reading.notes)


def test_a_limit_is_waited_for_and_asked_again(server: Server) -> None:
    server.answer = lambda n, body: (
        (429, {"Retry-After": "0"}, b"") if n == 1 else (200, {}, said([claim("shots")]))
    )
    assert len(seconds_claims(again(server))) == 1 and len(server.asked) == 2


def test_a_limit_that_does_not_end_is_given_up_after_a_few_requests(server: Server) -> None:
    server.answer = lambda n, body: (429, {"Retry-After": "0"}, b"")
    assert "asks for fewer requests (429)" in again(server).notes[-1] and len(server.asked) == module.TRIES


def test_a_limit_longer_than_we_wait_is_not_waited_for(server: Server) -> None:
    server.answer = lambda n, body: (429, {"Retry-After": "3600"}, b"")
    started = time.monotonic()
    assert "asks for fewer requests" in again(server).notes[-1] and time.monotonic() - started < 5


def test_an_endpoint_that_knows_no_schemas_is_asked_without(server: Server) -> None:
    server.answer = lambda n, body: (
        (400, {}, b"") if "response_format" in body else (200, {}, said([claim("shots")]))
    )
    assert len(seconds_claims(again(server))) == 1


def test_a_fenced_answer_is_understood(server: Server) -> None:
    fenced = "Here:\n```json\n" + json.dumps({"claims": [claim("shots")]}) + "\n```"
    server.answer = lambda n, body: (200, {}, said([], fenced))
    assert len(seconds_claims(again(server))) == 1


def test_no_answer_in_time_is_said(server: Server) -> None:
    def slow(n: int, body: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        time.sleep(0.6)
        return 200, {}, said([])

    server.answer = slow
    assert "gave no answer within 0.2 seconds" in again(server, seconds=0.2).notes[-1]


def test_an_answer_cut_short_is_said(server: Server) -> None:
    server.answer = lambda n, body: (200, {"Content-Length": "5000"}, said([claim("shots")])[:90])
    assert "is not the JSON asked for" in again(server, seconds=2).notes[-1]


def test_nobody_there_is_said() -> None:
    reading = read_again(FIRST, SecondReader(url="http://127.0.0.1:9/v1", model="m", seconds=1))
    assert "cannot be reached" in reading.notes[-1] and reading.claims == FIRST.claims


def test_a_long_report_goes_in_pieces_and_offsets_hold(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PIECE", 70)
    server.answer = lambda n, body: (
        200,
        {},
        said([claim("shots")] if "shots" in body["messages"][-1]["content"] else []),
    )
    (found,) = seconds_claims(again(server))
    assert len(server.asked) > 1 and TEXT[found.start : found.end] == "shots"


def test_it_is_off_unless_the_environment_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (module.URL, module.MODEL, module.KEY):
        monkeypatch.delenv(name, raising=False)
    assert from_environment() is None
    monkeypatch.setenv(module.URL, "http://127.0.0.1:1/v1")
    with pytest.raises(ReadingError, match=module.MODEL):
        from_environment()
    monkeypatch.setenv(module.MODEL, "m")
    monkeypatch.setenv(module.KEY, "s3cret")
    reader = from_environment()
    assert reader is not None and reader.key == "s3cret" and "s3cret" not in repr(reader)


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "localhost:8000", "https://"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ReadingError, match="no address"):
        SecondReader(url=url, model="m")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(TEXT)),
            st.text(max_size=30) | st.sampled_from([TEXT[3:40], "shots", "said"]),
            st.text(max_size=10),
        )
    )
)
def test_no_answer_makes_a_claim_whose_words_are_not_the_reports(items: list[tuple[int, str, str]]) -> None:
    answers = [
        (at, Answer(content=words, source=other, cue=words, stance=other, kind=other))
        for at, words, other in items
    ]
    for c in claims_of(FIRST, answers, "m", None).claims:
        assert TEXT[c.start : c.end] == c.content
        assert all(0 <= s < e <= len(TEXT) for s, e in (*c.spans.source, *c.spans.cue, *c.spans.content))
