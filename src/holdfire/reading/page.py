"""A parsed text with its quotations, and fast ways from characters to tokens."""

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Token

from holdfire.reading.quotes import Quote


class Page:
    """A parsed text: where its paragraphs and quotations lie, and which token stands at a character."""

    def __init__(self, text: str, doc: Doc, blocks: list[tuple[int, int]], quotes: list[Quote]) -> None:
        self.text, self.doc, self.blocks, self.quotes = text, doc, blocks, quotes
        self.starts: NDArray[np.int64] = doc.to_array(["IDX"]).astype(np.int64).reshape(-1)
        ends = np.append(self.starts[1:], len(text))
        # The token at every character, spaces counted to the token before them; one past the end is len(doc).
        self.token_at: list[int] = [
            *np.repeat(np.arange(len(doc)), np.maximum(ends - self.starts, 0)).tolist(), len(doc)
        ]  # fmt: skip
        self.block_of: list[int] = [
            *np.repeat(np.arange(len(blocks)), [e - s for s, e in blocks]).tolist(), max(len(blocks) - 1, 0)
        ]  # fmt: skip
        self.quoted: list[Quote | None] = [None] * len(doc)  # the outermost full quotation around a token
        self.full = [q for q in quotes if q.depth == 0 and is_quotation(text, q)]
        for quote in self.full:
            for i in range(self.token_at[quote.start], self.token_at[min(quote.end, len(text))]):
                self.quoted[i] = quote

    def tokens(self, start: int, end: int) -> list[Token]:
        """The tokens that start in start:end, without spaces."""
        if start >= end:
            return []
        first, last = self.token_at[start], self.token_at[min(end, len(self.text))]
        return [t for t in self.doc[first : last + 1] if start <= t.idx < end and not t.is_space]


def is_quotation(text: str, quote: Quote) -> bool:
    """A quotation says something; a scare quote or a title only marks words."""
    inner = text[quote.inner_start : quote.inner_end].strip()
    if not inner:
        return False
    before = text[max(0, quote.start - 60) : quote.start].rstrip(" ")
    lead = before[-1:] if before else ""
    starts = not before or lead in ".!?:,;—–-\n…)”\"»’'" or before.endswith("that")
    words = quote.words(text)
    if words < 2 and not (starts and inner[-1] in ",.!?"):
        return False
    after = text[quote.end : quote.end + 2].strip()
    ends = inner[-1] in ".,!?…—-;" or not quote.closed or after[:1] in (",", ".", "") or not after
    if not lead or lead == "\n" or lead in '.!?:”"»':
        return (starts and ends) or (words >= 6 and starts)
    return (
        starts
        and ends
        and (inner[0].isupper() or inner[0] in "[…(" or lead in ",:" or quote.mark == "“")
        and words >= 3
    )
