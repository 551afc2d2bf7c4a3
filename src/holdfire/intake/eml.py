"""E-mails (RFC 5322, MIME): the body a person wrote; its subject is the title, its Date header the day.

Attachments are not read into the text: each is its own report with its own origin, so a note names it and
asks for it. A mail that only forwards another gives the forwarded one. Quoted lines stay as they are.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from datetime import date
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from holdfire.intake import limits
from holdfire.intake.dates import find_published
from holdfire.intake.document import MAIL, Document, Unreadable
from holdfire.intake.html import open_html
from holdfire.intake.plain import decode
from holdfire.intake.words import squeeze, squeeze_lines, too_long

DAMAGED = "This e-mail is damaged or nested too deep: paste its text instead."
_BOUNDARY = re.compile(rb"boundary\s*[*=]", re.I)
_WRITTEN = ("text/plain", "text/html")


def open_eml(data: bytes) -> Document:
    """The words of an e-mail. Raises Unreadable when it has none, or is nested beyond the limits."""
    # The standard parser holds every line against every boundary open around it.
    if (data.count(b"\n") + 1) * len(_BOUNDARY.findall(data)) > limits.MAIL_WORK:
        raise Unreadable(DAMAGED)
    try:
        # The old policy parses no header until it is asked to, and so survives broken ones.
        message: Message = email.message_from_bytes(data, policy=email.policy.compat32)
        parts = list(_parts(message))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as problem:
        raise Unreadable(DAMAGED) from problem
    notes: list[str] = []
    body = _body([p for depth, p in parts if depth == 0 and not _attached(p)], notes)
    forwarded = [p for depth, p in parts if depth == 1 and not _attached(p)]
    if body is None and (body := _body(forwarded, notes)) is not None:
        message = next(inner for _, p in parts if (inner := _inner(p)))
        notes.insert(0, "The e-mail only forwards another one, which is read here.")
    attachments = [_name(p) for depth, p in parts if depth == 0 and _attached(p)]
    if body is None:
        what = f"send what is attached, “{attachments[0]}”, by itself" if attachments else "ask for it again"
        raise Unreadable(f"This e-mail has no text of its own: {what}.")
    if attachments:
        shown = ", ".join(f"“{name}”" for name in attachments[:10]) + (" …" if len(attachments) > 10 else "")
        notes.append(f"Attached and not read here: {shown}; send each as a report of its own.")
    found = _sent(message) or find_published(body.text)
    return Document(
        text=body.text,
        title=_subject(message),
        media_type=MAIL,
        published=found[0] if found else None,
        published_basis=found[1] if found else "",
        language=body.language,
        notes=tuple(notes),
    )


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
        if not isinstance(payload, list):
            yield depth, part
            continue
        inside = part.get_content_type() == MAIL
        if inside:
            yield depth, part
        waiting.extend((depth + inside, level + 1, p) for p in reversed(payload) if isinstance(p, Message))


def _attached(part: Message) -> bool:
    kind = part.get_content_type()
    if part.get_content_disposition() == "attachment" or kind == MAIL:
        return True
    # A picture shown inside the text is part of its looks.
    return kind not in _WRITTEN and not (kind.startswith("image/") and part.get("Content-ID"))


def _inner(part: Message) -> Message | None:
    """The message a forwarding part holds."""
    payload = part.get_payload()
    if part.get_content_type() != MAIL or not isinstance(payload, list) or not payload:
        return None
    return payload[0] if isinstance(payload[0], Message) else None


def _name(part: Message) -> str:
    try:
        inner = _inner(part)
        name = part.get_filename() or (_subject(inner) if inner else "")
        return squeeze(_unfolded(name))[:120] or part.get_content_type()
    except Exception:  # a broken parameter of a header; its content type always reads
        return part.get_content_type()


def _body(parts: list[Message], notes: list[str]) -> Document | None:
    """The plain parts joined; when they say nothing, the HTML ones; None: neither does."""
    for kind in _WRITTEN:
        texts: list[str] = []
        language = ""
        for part in parts:
            if part.get_content_type() != kind:
                continue
            raw = part.get_payload(decode=True)
            if not isinstance(raw, bytes) or not raw.strip():
                continue
            try:
                text, more, language = _written(raw, kind, part.get_content_charset())
            except Unreadable:
                notes.append("One part of this e-mail could not be decoded and is left out.")
                continue
            notes.extend(more)
            texts.append(text)
        text = "\n\n".join(t for t in texts if t.strip())
        if len(text) > limits.TEXT:
            raise too_long()
        if text:
            return Document(text=text, title="", media_type=kind, language=language)
    return None


def _written(raw: bytes, kind: str, charset: str | None) -> tuple[str, tuple[str, ...], str]:
    if kind == "text/html":
        page = open_html(raw)
        return page.text, page.notes, page.language
    text, notes = decode(raw, charset)
    return squeeze_lines(text), notes, ""


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
