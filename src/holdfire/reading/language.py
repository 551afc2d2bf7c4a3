"""Which language a text is in, by script first, then by py3langid among the languages likely here.

Armenian and Georgian have scripts of their own; Cyrillic is Russian or Ukrainian by its letters
(Azerbaijani in Cyrillic has ə); Latin is asked of py3langid (Lui and Baldwin 2012), restricted.
Short paragraphs inherit the language of the one before.
"""

import re
from functools import lru_cache
from typing import Any

LATIN = ("en", "az", "tr", "fr", "de", "es", "it", "pt", "nl", "pl", "ro")
NAMES = {
    "en": "English", "ru": "Russian", "uk": "Ukrainian", "hy": "Armenian", "az": "Azerbaijani",
    "ka": "Georgian",
    "tr": "Turkish", "fr": "French", "de": "German", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch",
    "pl": "Polish", "ro": "Romanian", "fa": "Persian", "ar": "Arabic", "he": "Hebrew", "el": "Greek",
    "und": "an unknown language",
}  # fmt: skip
SHORT = 40  # letters below which a paragraph alone tells little
PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\s*\n)[^\n]+)*")
_LETTERS = {
    "hy": re.compile(r"[\u0531-\u058f]"),
    "ka": re.compile(r"[\u10a0-\u10ff]"),
    "cyrillic": re.compile(r"[\u0400-\u052f]"),
    "arabic": re.compile(r"[\u0600-\u06ff]"),
    "he": re.compile(r"[\u0590-\u05ff]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024fəƏ]"),
}
_AZ_SIGN = re.compile(r"[əƏ]")
_ENGLISH = re.compile(r"\b(?:the|of|and|in|to|was|were|that|said|on|for|by|is|has|have|with)\b", re.I)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    known = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=False)
    known.set_languages(list(LATIN))
    return known


def name(code: str) -> str:
    """The English name of a language code: "hy" is Armenian."""
    return NAMES.get(code, code)


def detect(text: str) -> str:
    """ISO 639-1 code of most of a text; "und" when it holds no letters."""
    sample = text if len(text) <= 6000 else text[:3000] + "\n" + text[len(text) // 2 : len(text) // 2 + 3000]
    counts = {kind: len(pattern.findall(sample)) for kind, pattern in _LETTERS.items()}
    kind = max(counts, key=lambda k: counts[k])
    if counts[kind] == 0:
        return "und"
    if kind == "cyrillic":
        return _cyrillic(sample, counts[kind])
    if kind == "arabic":
        return "fa" if re.search(r"[پچژگ]", sample) else "ar"
    if kind != "latin":
        return kind
    return _latin(sample, counts[kind])


def _cyrillic(text: str, letters: int) -> str:
    ukrainian = len(re.findall(r"[іїєґІЇЄҐ]", text))
    russian = len(re.findall(r"[ыэёъЫЭЁЪ]", text))
    if len(re.findall(r"[әӘҹҸҝҜһҺ]", text)) > letters / 50:
        return "az"
    return "uk" if ukrainian > russian else "ru"


def _latin(text: str, letters: int) -> str:
    count = len(text.split()) or 1
    schwa = len(_AZ_SIGN.findall(text))
    # An Azerbaijani name in an English report carries a schwa; running Azerbaijani has one in twelve letters.
    if schwa > letters / 60:
        return "az"
    if len(_ENGLISH.findall(text)) / count > 0.12:
        return "en"
    if letters < 12:
        return "en"
    code, _ = _identifier().classify(text)
    return str(code)


def by_paragraph(text: str) -> tuple[tuple[int, int, str], ...]:
    """(start, end, language) of every paragraph; a short one inherits when its script allows it."""
    whole: str | None = None
    spans: list[tuple[int, int, str]] = []
    for m in PARAGRAPH.finditer(text):
        part = m.group()
        if not part.strip():
            continue
        letters = sum(map(str.isalpha, part))
        code = detect(part)
        if letters < SHORT and (code == "und" or _is_latin(code)):
            before = spans[-1][2] if spans else None
            if before is None:
                whole = whole or detect(text)
                before = whole
            if code == "und" or _is_latin(before):
                code = before
        spans.append((m.start(), m.end(), code))
    return tuple(spans)


def _is_latin(code: str) -> bool:
    return code in LATIN
