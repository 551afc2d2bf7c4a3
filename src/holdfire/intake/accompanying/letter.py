"""Letters: the way an e-mail went as its headers say, and whether its DKIM signature holds (RFC 6376).

Headers above the ones of one's own mail server can be made up by whoever sent it. A DKIM signature is checked
only against a key somebody gave as a file: asking the network would tell others what was received.
"""

import email.policy
import re
from collections.abc import Callable, Iterator
from email.message import Message
from email.parser import BytesHeaderParser

from holdfire.intake.accompanying.found import Item

HEAD = 256 * 1024  # bytes of headers that are read
HOPS = 40
SHOWN = (
    "From", "Sender", "Reply-To", "To", "Cc", "Date", "Subject", "Message-ID", "In-Reply-To", "Return-Path",
    "Delivered-To", "X-Originating-IP", "X-Mailer", "User-Agent", "Authentication-Results", "List-Id",
)  # fmt: skip
LARGEST = 16 * 1024 * 1024  # bytes of a letter whose signature is checked
_LOOKS = re.compile(rb"\A(?:From [^\n]*\n)?(?:[!-9;-~]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*){3}")
_TAG = re.compile(r"\b([a-z]+)\s*=\s*([^;]*)")


def read(data: bytes, key: Callable[[str], bytes | None]) -> Iterator[Item | str]:
    """The headers that tell where a letter came from, in the order in which they stand."""
    head = data[:HEAD]
    if not _LOOKS.match(head) or (b"eceived:" not in head and b"essage-I" not in head):
        return
    letter = BytesHeaderParser(policy=email.policy.compat32).parsebytes(head)
    hops = letter.get_all("Received") or []
    if not hops and not letter.get("Message-ID"):
        return
    for name in SHOWN:
        for value in (letter.get_all(name) or [])[:4]:
            yield Item(group="letter", name=name, value=_line(value))
    for number, hop in enumerate(hops[:HOPS]):
        yield Item(group="letter", name=f"Received, {len(hops) - number} of {len(hops)}", value=_line(hop))
    if len(hops) > HOPS:
        yield f"It passed {len(hops)} servers, as it says; the last {HOPS} are listed."
    yield from _signed(data, letter, key)


def _signed(data: bytes, letter: Message, key: Callable[[str], bytes | None]) -> Iterator[Item | str]:
    signatures = letter.get_all("DKIM-Signature") or []
    for number, signature in enumerate(signatures[:5]):
        tags = dict(_TAG.findall(_line(signature)))
        domain, selector = tags.get("d", "").strip(), tags.get("s", "").strip()
        name = f"{selector}._domainkey.{domain}"
        said = _verified(data, number, name, key)
        yield Item(group="letter", name="DKIM signature", value=f"{domain}, selector {selector}: {said}")


def _verified(data: bytes, number: int, name: str, key: Callable[[str], bytes | None]) -> str:
    given = key(name)
    if given is None:
        return "recorded, not verified: no key was given"
    if len(data) > LARGEST:
        return "recorded, not verified: the letter is too large"
    try:
        import dkim
    except ImportError:
        return "recorded, not verified: this machine has no dkimpy"

    def known(asked: bytes | str, timeout: int = 0) -> bytes | None:
        text = asked.decode("ascii", "replace") if isinstance(asked, bytes) else asked
        return key(text.rstrip("."))

    try:
        holds = dkim.DKIM(data, minkey=1024).verify(idx=number, dnsfunc=known)
    except Exception as problem:  # a signature can be malformed in every way there is
        return f"does not hold against the key given ({' '.join(str(problem).split())[:80]})"
    return "holds against the key given" if holds else "does not hold against the key given"


def _line(value: object) -> str:
    return " ".join(str(value).split())
