"""E-mails (RFC 5322, MIME): the body a person wrote; its subject is the title, its Date header the day.

Attachments are not read into the text: each is its own report with its own origin, so a note names it and
asks for it. A mail that only forwards another gives the forwarded one. Quoted lines stay as they are.
"""

import email
import email.policy
from collections.abc import Iterator
from datetime import date
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from holdfire.intake import limits
from holdfire.intake.dates import find_published
from holdfire.intake.document import Document, Unreadable
from holdfire.intake.html import open_html
from holdfire.intake.plain import decode
from holdfire.intake.words import squeeze, squeeze_lines, too_long

MAIL = "message/rfc822"
DAMAGED = "This e-mail is damaged or nested too deep: paste its text instead."


def open_eml(data: bytes) -> Document:
    """The words of an e-mail. Raises Unreadable when it has none, or is nested beyond the limits."""
    try:
        # The old policy parses nothing until it is asked to, and so survives broken headers.
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        parts = list(_parts(message))
    except (
        RecursionError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        IndexError,
        KeyError,
    ) as problem:
        raise Unreadable(DAMAGED) from problem
    notes: list[str] = []
    body: Document | None = None
    for kind in ("text/plain", "text/html"):
        chosen = [p for depth, p in parts if depth == 0 and p.get_content_type() == kind and not _attached(p)]
        body = _body(chosen, kind, notes) if chosen and not (body and body.text.strip()) else body
    forwarded = [
        p for depth, p in parts if depth == 1 and p.get_content_type() in ("text/plain", "text/html")
    ]
    if not (body and body.text.strip()) and forwarded:
        message = next(p for _, p in parts if p.get_content_type() == MAIL).get_payload(0)  # type: ignore[union-attr, assignment]
        kind = forwarded[0].get_content_type()
        body = _body([p for p in forwarded if p.get_content_type() == kind], kind, notes)
        notes.insert(0, "The e-mail only forwards another one, which is read here.")
    attachments = [_name(p) for _, p in parts if _attached(p)]
    if attachments:
        shown = ", ".join(f"“{name}”" for name in attachments[:10]) + (" …" if len(attachments) > 10 else "")
        notes.append(f"Attached and not read here: {shown}; send each as a report of its own.")
    if not (body and body.text.strip()):
        mend = (
            f"send what is attached ({attachments[0]}) as a report of its own."
            if attachments
            else "ask the sender again."
        )
        raise Unreadable(f"This e-mail has no text of its own: {mend}")
    found = _sent(message) or find_published(body.text)
    return Document(
        text=body.text, title=_subject(message), media_type=MAIL, published=found[0] if found else None,
        published_basis=found[1] if found else "", language=body.language, notes=tuple(notes),
    )  # fmt: skip


def _parts(message: Message) -> Iterator[tuple[int, Message]]:
    """Every part that holds something, with how many forwarded messages it lies inside. Iterative."""
    waiting = [(0, 0, message)]
    seen = 0
    while waiting:
        depth, level, part = waiting.pop()
        seen += 1
        if seen > limits.MAIL_PARTS or depth > limits.MAIL_DEPTH or level > limits.MAIL_DEPTH * 4:
            raise Unreadable(DAMAGED)
        payload = part.get_payload()
        if part.get_content_type() == MAIL and isinstance(payload, list):
            yield depth, part
            waiting.extend((depth + 1, level + 1, p) for p in reversed(payload) if isinstance(p, Message))
        elif isinstance(payload, list):
            waiting.extend((depth, level + 1, p) for p in reversed(payload) if isinstance(p, Message))
        else:
            yield depth, part


def _attached(part: Message) -> bool:
    kind = part.get_content_type()
    if part.get_content_disposition() == "attachment" or kind == MAIL:
        return True
    return kind not in ("text/plain", "text/html") and not (
        kind.startswith("image/") and part.get("Content-ID")
    )


def _name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
        if part.get_content_type() == MAIL and not name:
            inner = part.get_payload(0)
            name = _subject(inner) if isinstance(inner, Message) else ""
        return squeeze(_unfolded(name))[:120] or part.get_content_type()
    except Exception:  # a broken parameter of a header; its content type always reads
        return part.get_content_type()


def _body(parts: list[Message], kind: str, notes: list[str]) -> Document | None:
    texts: list[str] = []
    language = ""
    for part in parts:
        raw = part.get_payload(decode=True)
        if not isinstance(raw, bytes) or not raw.strip():
            continue
        try:
            if kind == "text/html":
                page = open_html(raw)
                text, more, language = page.text, page.notes, page.language
            else:
                text, more = decode(raw, part.get_content_charset())
                text = squeeze_lines(text)
        except Unreadable:
            notes.append("One part of this e-mail could not be decoded and is left out.")
            continue
        notes.extend(more)
        texts.append(text)
    text = "\n\n".join(t for t in texts if t.strip())
    if len(text) > limits.TEXT:
        raise too_long()
    return Document(text=text, title="", media_type=kind, language=language)


def _unfolded(value: object) -> str:
    try:
        return str(make_header(decode_header(str(value))))
    except Exception:  # an encoded word in an unknown or wrong encoding stays as it was sent
        return str(value)


def _subject(message: Message) -> str:
    return squeeze(_unfolded(message.get("Subject", "")))[: limits.HEADER]


def _sent(message: Message) -> tuple[date, str] | None:
    try:
        day = parsedate_to_datetime(str(message.get("Date", ""))).date()
    except Exception:  # the standard library raises several kinds for a broken date
        return None
    return (day, "from the e-mail's Date header") if 1970 <= day.year < 2100 else None
