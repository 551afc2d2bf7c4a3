"""Parts of speech and lemmas, remembered: what the parser's own rules say of a form is asked of them once.

spaCy's attribute rules and lemmatizer look at a word, its tag and its dependency (and at a neighbour for a
few contractions). Their answer is kept under just that, so that texts share it. The answers are theirs.
"""

from typing import Any

import numpy as np
from spacy.attrs import LEMMA, POS
from spacy.language import Language
from spacy.tokens import Doc

RULES = ("attribute_ruler", "lemmatizer")
LIMIT = 500_000  # forms remembered at most
# Forms whose answer hangs on the next or the last word: kept with that word.
BEFORE = ("ai", "gon", "c'm", "y", "y'")
AFTER = ("na", "ta", "is", "are", "was", "were", "'s", "'re")
# Dependencies the rules look at, whatever the word; the rest only where the word is a form of "do" or "have".
TELLING = ("aux", "auxpass", "mark", "det", "quantmod", "expl", "advmod")
DOING = ("do", "does", "did", "'d", "have", "has", "had")


class Forms:
    """The answers of one pipeline's rules."""

    def __init__(self, pipeline: Language) -> None:
        self.vocab = pipeline.vocab
        self.rules = [pipeline.get_pipe(name) for name in RULES if name in pipeline.component_names]
        for rule in self.rules:
            _index(rule)
        self.known: dict[tuple[int, ...], tuple[int, int]] = {}
        strings = pipeline.vocab.strings
        self._before = np.array([strings.add(w) for w in BEFORE], dtype=np.uint64)
        self._telling = np.array([strings.add(w) for w in TELLING], dtype=np.uint64)
        self._doing = np.array([strings.add(w) for w in DOING], dtype=np.uint64)
        self._after = np.array([strings.add(w) for w in AFTER], dtype=np.uint64)

    def apply(self, doc: Doc) -> None:
        """Gives every token its part of speech and lemma."""
        table: Any = doc.to_array(["ORTH", "LOWER", "TAG", "DEP"])
        if not len(doc):
            return
        orth, lower, tag, dep = table.T
        beside = np.zeros(len(doc), dtype=np.uint64)
        held = np.isin(lower[:-1], self._before)
        beside[:-1][held] = lower[1:][held]
        held = np.isin(lower[1:], self._after)
        # "There is" takes its dependency, contractions the word itself.
        beside[1:][held] = lower[:-1][held] ^ dep[:-1][held]
        asked = np.where(np.isin(dep, self._telling) | np.isin(lower, self._doing), dep, 0)
        keys: list[tuple[int, ...]] = list(
            zip(orth.tolist(), tag.tolist(), asked.tolist(), beside.tolist(), strict=True)
        )
        known = self.known
        if any(key not in known for key in keys):
            if len(known) > LIMIT:
                known.clear()
            self._ask(doc, keys)
        answers = np.array([known[key] for key in keys], dtype=np.uint64)
        doc.from_array([POS, LEMMA], answers)  # type: ignore[arg-type]

    def _ask(self, doc: Doc, keys: list[tuple[int, ...]]) -> None:
        """Asks the rules of the forms not met before, each with the words beside it."""
        new = {key: i for i, key in enumerate(keys) if key not in self.known}
        wanted = list(new.values())
        near = sorted(
            {j for i in wanted for j in ((i - 1, i, i + 1) if keys[i][3] else (i,)) if 0 <= j < len(doc)}
        )
        tokens = [doc[j] for j in near]
        part = Doc(
            self.vocab,
            words=[t.text for t in tokens],
            spaces=[bool(t.whitespace_) for t in tokens],
            tags=[t.tag_ for t in tokens],
            deps=[t.dep_ for t in tokens],
            heads=list(range(len(tokens))),
        )
        for rule in self.rules:
            part = rule(part)
        place = {j: k for k, j in enumerate(near)}
        for i in wanted:
            token = part[place[i]]
            self.known[keys[i]] = (token.pos, token.lemma)


def _index(rule: Any) -> None:
    """A lemmatizer looks a form up in a list of thousands, again and again: as a set it answers the same."""
    lookups = getattr(rule, "lookups", None)
    if lookups is not None and lookups.has_table("lemma_index"):
        table = lookups.get_table("lemma_index")
        for pos in list(table):
            table[pos] = frozenset(table[pos])
