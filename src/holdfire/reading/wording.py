"""A theatre's own wording as patterns, made once: formats, obligations and contested terms of a content."""

import re

from holdfire.theatre.types import Theatre


def _any(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of some phrases, whole words, whatever the case and the spaces between them."""
    phrases = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return re.compile(rf"(?<!\w)(?:{phrases})(?!\w)", re.I)


class Wording:
    """What a theatre calls its formats, what its agreements oblige to, and which words take a side."""

    def __init__(self, theatre: Theatre | None) -> None:
        formats = theatre.formats if theatre is not None else ()
        self._formats = [(f.id, _any((f.name, *f.aliases))) for f in formats]
        obligations = [
            o
            for agreement in (theatre.agreements if theatre is not None else ())
            for o in agreement.obligations
        ]
        self._keywords = [(o.id, k.casefold(), _any((k,))) for o in obligations for k in o.keywords]
        terms = theatre.contested_terms if theatre is not None else ()
        self._terms = [(t.word, t.word.casefold(), _any((t.word,))) for t in terms]

    def format(self, content: str) -> str | None:
        """The id of the first format named."""
        return next((id for id, named in self._formats if named.search(content)), None)

    def obligations(self, content: str) -> tuple[str, ...]:
        """The ids of the obligations whose keywords stand there."""
        low = content.casefold()
        return tuple(
            dict.fromkeys(id for id, key, word in self._keywords if key in low and word.search(content))
        )

    def contested(self, content: str) -> tuple[str, ...]:
        """The contested words used."""
        low = content.casefold()
        return tuple(said for said, key, word in self._terms if key in low and word.search(content))


_made: dict[str, Wording] = {}


def wording_of(theatre: Theatre | None) -> Wording:
    """The wording of a theatre, made once a process; its digest names exactly its contents."""
    digest = theatre.digest if theatre is not None else ""
    if digest not in _made:
        _made[digest] = Wording(theatre)
    return _made[digest]
