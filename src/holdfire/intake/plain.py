"""Plain text: bytes to characters, with offsets as they stand in the file.

A byte-order mark decides; then UTF-16 without a mark; then UTF-8, strictly; then the older one-byte
encodings, told apart by charset-normalizer among those used where we listen. Bytes that are no text are
refused, never guessed at.
"""

import codecs
import re

from charset_normalizer import from_bytes

from holdfire.intake.document import Unreadable

CYRILLIC = ["cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic"]
LATIN = ["cp1254", "cp1252", "cp1250"]  # the first two differ in six letters, Turkish or Icelandic
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that one's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = {
    "cp1251": "Windows-1251", "cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1254": "Windows-1254",
    "koi8_r": "KOI8-R", "koi8_u": "KOI8-U", "cp866": "DOS-866", "iso8859_5": "ISO 8859-5",
    "mac_cyrillic": "Mac Cyrillic", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HIGH_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_SAMPLE = 200_000

NO_TEXT = "Its bytes are data of some other kind, no text: send the report as text, PDF, Word or a web page."
NO_ENCODING = (
    "The encoding of this text cannot be told: save it as UTF-8 where it shows rightly, and send that."
)


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text and notes on how it was decoded. `declared`, the sender's encoding, is tried after UTF-8.

    Raises Unreadable for bytes that are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding)
    # Before UTF-8: Cyrillic in UTF-16 is control characters and ASCII to UTF-8, and valid.
    if wide := _utf16(data):
        text, notes = _lenient(data, wide)
        return text, (*notes, f"Read as {_NAMES[wide]}.")
    data = data.rstrip(b"\x00")  # what a file system pads a broken write with
    try:
        return _checked(data.decode("utf-8")), ()
    except UnicodeDecodeError:
        pass
    if declared and (stated := _declared(data, declared)) is not None:
        return stated, ()
    if b"\x00" in data:
        raise Unreadable(NO_TEXT)
    if (damaged := _damaged(data)) is not None:
        return _checked(damaged), (_damage(damaged),)
    return _older(data)


def encoding_of(head: bytes) -> str:
    """The encoding of a longer text, told from its head. Raises Unreadable for bytes that are no text."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if wide := _utf16(head[: len(head) // 2 * 2]):
        return wide
    cut = head.rsplit(b"\n", 1)[0] if b"\n" in head else head
    try:
        _checked(cut.decode("utf-8"))
        return "utf-8"
    except UnicodeDecodeError:
        pass
    if b"\x00" in head:
        raise Unreadable(NO_TEXT)
    return "utf-8" if _damaged(cut) is not None else _oldest(cut)


def _checked(text: str) -> str:
    sample = text[:_SAMPLE]
    if "\x00" in text or len(_CONTROL.findall(sample)) > len(sample) / 200 + 2:
        raise Unreadable(NO_TEXT)
    return text


def _lenient(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = _checked(data.decode(encoding, errors="replace"))
    if text.count("\ufffd") > len(text) / 10:
        raise Unreadable(NO_TEXT)
    return text, ((_damage(text),) if "\ufffd" in text else ())


def _damage(text: str) -> str:
    count = text.count("\ufffd")
    what = "1 letter" if count == 1 else f"{count:,} letters"
    return f"The text is damaged: {what} could not be decoded and show as \ufffd."


def _declared(data: bytes, declared: str) -> str | None:
    try:
        codec = codecs.lookup(declared)
        if not getattr(codec, "_is_text_encoding", True) or codec.name in ("utf-7", "idna", "punycode"):
            return None
        western = codec.name in ("ascii", "iso8859-1", "cp1252")
        if western and _is_other_script(data):  # programs write these names without looking
            return None
        # Latin-1 in a declaration means Windows-1252, as browsers take it.
        text = data.decode("cp1252" if western else codec.name)
    except (LookupError, ValueError):
        return None
    return None if _CONTROL.search(text) else text


def _utf16(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte takes one of few values (0 in Latin, 4 in Cyrillic)."""
    head = data[:4000]
    if len(head) < 8 or len(data) % 2:
        return None
    for encoding, offset in (("utf-16-le", 1), ("utf-16-be", 0)):
        high = head[offset::2]
        scripts = sum(b in (0, 4, 5) for b in high)
        if scripts > 3 and scripts + high.count(0x20) > 0.97 * len(high):
            text = head.decode(encoding, errors="replace")
            if sum(c.isalpha() or c.isspace() for c in text) > len(text) * 0.6:
                return encoding
    return None


def _damaged(data: bytes) -> str | None:
    """UTF-8 with a few bytes broken on the way, or cut inside its last letter; None: no UTF-8 at all."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(c > "\x7f" for c in text) - broken
    return text if whole > 5 * broken else None


def _is_other_script(data: bytes) -> bool:
    """In Latin scripts accented letters stand among plain ones; words of high bytes alone are another's."""
    words = [w for w in _HIGH_WORD.findall(data[:_SAMPLE]) if sum(b > 127 for b in w) > 1]
    return sum(not re.search(rb"[A-Za-z]", w) for w in words) > len(words) / 2


def _older(data: bytes) -> tuple[str, tuple[str, ...]]:
    encoding = _oldest(data)
    text, notes = _lenient(data, encoding)
    return text, (*notes, f"Read as {_NAMES[encoding]}.")


def _oldest(data: bytes) -> str:
    sample = data[:_SAMPLE]
    among = CYRILLIC if _is_other_script(sample) else LATIN
    found = list(from_bytes(sample, cp_isolation=among))
    if not found:
        raise Unreadable(NO_ENCODING)
    best = min(found, key=lambda m: (m.chaos, -m.coherence, among.index(m.encoding)))
    if best.chaos > 0.2:
        raise Unreadable(NO_ENCODING)
    return best.encoding
