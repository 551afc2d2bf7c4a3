"""Names in a spelling nobody listed: transliteration families, and one letter more, less or other.

`names.family` brings romanisations of one name to one key ("Kelbadzhar", "Kəlbəcər"). Where that
fails, a key one letter away is tried, if it is long and points to one place alone: Armenian voicing
("Stepanakerd") and slips of the pen. Only asked for names that stand where a place would.
"""

from collections.abc import Iterator

from holdfire.reading import names

SURE, LONG = 5, 8  # letters of a key believed as it is, and with a letter amiss


class Spellings:
    """Keys of known names, each with what it stands for."""

    def __init__(self) -> None:
        self._exact: dict[str, set[int]] = {}
        self._amiss: dict[str, set[int]] = {}

    def add(self, name: str, item: int) -> None:
        """Makes a name known."""
        key = names.family(name)
        if len(key) >= SURE:
            self._exact.setdefault(key, set()).add(item)
        if len(key) >= LONG:
            for less in (key, *_without_a_letter(key)):
                self._amiss.setdefault(less, set()).add(item)

    def find(self, name: str) -> list[int]:
        """What a name may stand for, in order; empty when nothing does or a slip could mean several."""
        for said in _stems(name):
            key = names.family(said)
            if len(key) >= SURE and key in self._exact:
                return sorted(self._exact[key])
        key = names.family(name)
        if len(key) < LONG:
            return []
        near: set[int] = set()
        for less in (key, *_without_a_letter(key)):
            near |= self._amiss.get(less, set())
        return sorted(near) if len(near) == 1 else []


def _without_a_letter(key: str) -> Iterator[str]:
    """The key without one letter; its first is kept, as slips seldom change it."""
    return (key[:i] + key[i + 1 :] for i in range(1, len(key)))


def _stems(name: str) -> Iterator[str]:
    """The name, and the name without the case ending of its last word."""
    yield name
    found = names.words(name)
    if found:
        for stem in found[-1].keys:
            yield name[: found[-1].start] + stem
