"""Entities as the parser's own entity network decides them, found in numpy.

spaCy walks a text word by word and asks the network of every state. A state outside an entity hangs on its
word alone, so those of a whole text are one matrix product here, and only words after one that opens an
entity are walked. What is scored, what is allowed where and the choice are spaCy's (`ner.pyx` and
`parser_model.pyx` of spaCy 3); `tests/reading/test_entities.py` compares the entities.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span

PIPE = "ner"
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class Entities:
    """The entity network of one pipeline: greedy, and no entities set beforehand."""

    def __init__(self, pipeline: Language) -> None:
        ner: Any = pipeline.get_pipe(PIPE)
        self._vectors, self._lower = ner.model.get_ref("tok2vec"), ner.model.get_ref("lower")
        self._bias: Floats = self._lower.get_param("b")
        upper = ner.model.get_ref("upper")
        self._out, self._out_bias = upper.get_param("W").T, upper.get_param("b")
        # Moves: B- opens an entity, I- goes on, L- ends it, U- is one of a single word, O is outside.
        moves = [ner.moves.get_class_name(i) for i in range(ner.moves.n_moves)]
        number = {move: i for i, move in enumerate(moves)}
        self._kinds = np.array([move[0] for move in moves])
        self._labels = [move[2:] for move in moves]
        self._in = np.array([number.get(f"I-{label}", -1) for label in self._labels])
        self._last = np.array([number.get(f"L-{label}", -1) for label in self._labels])
        self._anywhere = np.isin(self._kinds, ["B", "U", "O"]) & np.array([move != "U-" for move in moves])
        self._at_end = self._anywhere & (self._kinds != "B")
        self._at_space = self._kinds == "O"

    def apply(self, docs: Sequence[Doc], joined: Doc) -> None:
        """Sets the entities of documents, whose sentences are set, on the one they were joined to."""
        found = self._find([doc for doc in docs if len(doc)])
        joined.set_ents([Span(joined, start, end, label=label) for start, end, label in found])

    def _find(self, docs: list[Doc]) -> list[tuple[int, int, str]]:
        if not docs:
            return []
        cached = self._lower.predict(self._vectors.predict(docs))
        table = np.concatenate([doc.to_array(["SENT_START", "IS_SPACE"]) for doc in docs]).astype(np.int64)
        starts, space = table[:, 0] == 1, table[:, 1] == 1
        lasts = np.cumsum([len(doc) for doc in docs]) - 1
        closes = np.append(starts[1:], True)  # no entity goes over the end of a sentence or of a text
        closes[lasts] = True
        scores = self._scores(cached, np.arange(len(table)), None)
        allowed = np.where(
            space[:, None], self._at_space, np.where(closes[:, None], self._at_end, self._anywhere)
        )
        moves = np.where(allowed, scores, -np.inf).argmax(axis=1)
        opening = np.flatnonzero(self._kinds[moves] == "B")
        ends = dict(
            zip(opening.tolist(), self._walk(cached, opening, moves[opening], closes).tolist(), strict=True)
        )
        found, free = [], 0
        for at in np.flatnonzero(self._kinds[moves] != "O").tolist():
            if at >= free:
                free = ends.get(at, at) + 1
                found.append((at, free, self._labels[moves[at]]))
        return found

    def _scores(self, cached: Floats, word: Ints, opened: Ints | None) -> Floats:
        """The score of every move at words, outside an entity or in one that opened at a word."""
        before = cached[word + 1, 0]
        if opened is None:
            before = before + cached[0, 1] + cached[0, 2]  # the padding
        else:
            before = before + cached[opened + 1, 1] + cached[word, 2]
        before = before + self._bias
        hidden = before[:, :, 0]
        for piece in range(1, before.shape[2]):
            hidden = np.maximum(hidden, before[:, :, piece])
        out: Floats = hidden @ self._out + self._out_bias
        return out

    def _walk(self, cached: Floats, opening: Ints, moves: Ints, closes: NDArray[np.bool_]) -> Ints:
        """The last word of every entity that opens at a word, all walked at once."""
        last = opening.copy()
        open_ = np.arange(len(opening))
        at = opening + 1
        while len(open_):
            scores = self._scores(cached, at, opening[open_])
            row, move = np.arange(len(open_)), moves[open_]
            goes_on = (scores[row, self._in[move]] >= scores[row, self._last[move]]) & ~closes[at]
            last[open_] = at
            open_, at = open_[goes_on], at[goes_on] + 1
        return last
