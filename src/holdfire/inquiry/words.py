"""The private words of acts and calls, and what of them the public sees."""

import re

import msgspec

WITHHELD = "▇▇▇"
_MARKED = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


class Sentence(msgspec.Struct, frozen=True):
    """One sentence of a finding's reasoning and what it cites: E1 (evidence), R1, V1 (see `cites.py`)."""

    text: str
    cites: tuple[str, ...] = ()


class Words(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The words of one act or call. What stands between `[[` and `]]` is withheld from a public version."""

    title: str = ""
    text: str = ""
    sentences: tuple[Sentence, ...] = ()
    recommends: str = ""
    agreed: str = ""  # of a call
    steps: tuple[str, ...] = ()  # of a call: its next steps, in order
    patrol: str = ""  # of an observation, as is the next
    position: str = ""
    salt: str = ""  # so that the same words twice are two objects, shredded each for itself

    @property
    def empty(self) -> bool:
        """Whether nothing was said."""
        said = (self.title, self.text, self.sentences, self.recommends, self.agreed, self.steps)
        return not any((*said, self.patrol, self.position))


def withhold(text: str) -> str:
    """The text for the public: what is marked is withheld, whatever its length."""
    return _MARKED.sub(WITHHELD, text)


def unmark(text: str) -> str:
    """The text in full, without the marks."""
    return _MARKED.sub(r"\1", text)
