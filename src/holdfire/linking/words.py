"""The words of a text that can tell events apart: content words, stemmed lightly, numbers and names."""

import re

_WORD = re.compile(r"[^\W_]{3,}|\d+")
_ENDINGS = re.compile(r"(?:ings?|ed|ies|es|s)$")
PLAIN = frozenset(
    "the and that this these those for with from which who whom whose has have had been being are was"
    " were not but its their his her our also into onto over under after before about said says say"
    " saying told according statement ministry reported report reports there they them then than when"
    " where while what will would could all any each more most other some such only own same very can"
    " just".split()
)


def terms(text: str) -> set[str]:
    """The set of telling words of a text."""
    return {
        _ENDINGS.sub("", w) if len(w) > 4 and not w.isdigit() else w
        for w in _WORD.findall(text.casefold())
        if w not in PLAIN
    }
