"""A headline's figure against the body's: the headline says 30 times, the body 25."""

from holdfire.checking.check import Check
from holdfire.checking.units import family
from holdfire.reading.claim import Quantity, Reading


def check(reading: Reading) -> tuple[Check, ...]:
    """A figure of the first line that no figure of the same kind in the body repeats, if there is one."""
    end = headline_end(reading.text)
    if end == 0:
        return ()
    figures: list[tuple[int, Quantity]] = []
    for index, claim in enumerate(reading.claims):
        figures += [(index, q) for q in claim.quantities if family(q) not in ("", "share")]
    head = [(i, q) for i, q in figures if q.char_end <= end]
    body = [(i, q) for i, q in figures if q.char_start >= end]
    found = []
    for index, figure in head:
        same = [(i, q) for i, q in body if _same_thing(figure, q)]
        if not same or any(_meets(figure, q) for _, q in same):
            continue
        first_index, first = same[0]
        # A body that gives several figures may sum to the headline's: only the parts are elsewhere then.
        if sum(q.value for _, q in same) == figure.value and len(same) > 1:
            continue
        difference = abs(figure.value - first.value)
        found.append(
            Check(
                kind="headline",
                sentence=f"The headline says {figure.value:n} {figure.unit}, the body {first.value:n}.",
                claims=tuple(dict.fromkeys((index, first_index))),
                stated=figure.value,
                computed=first.value,
                difference=difference,
                spans=((figure.char_start, figure.char_end), (first.char_start, first.char_end)),
            )
        )
    return tuple(found)


def headline_end(text: str) -> int:
    """Where the headline ends: a short first line that is no sentence and stands before more text."""
    line, _, rest = text.lstrip().partition("\n")
    if not rest.strip() or len(line) > 160 or line.rstrip().endswith((".", "!", "?", ":", ",")):
        return 0
    return len(text) - len(text.lstrip()) + len(line)


def _same_thing(a: Quantity, b: Quantity) -> bool:
    return family(a) == family(b) and a.role == b.role and (a.of or b.of) in (b.of, None, a.of)


def _meets(a: Quantity, b: Quantity) -> bool:
    low = max(a.low if a.low is not None else a.value, b.low if b.low is not None else b.value)
    high = min(a.high if a.high is not None else a.value, b.high if b.high is not None else b.value)
    return low <= high
