"""Names across spellings and scripts: how "Cəbrayıl", "Jebrail" and «Джебраилом» come to one key.

Three strengths, from exact to loose: `fold` (case and marks), `stem` and `stems` (case endings of
Russian, Armenian and Azerbaijani), `family` (transliteration families: q/g/k, kh/x/h, j/c/dj/zh, sh/ş,
ch/ç, ə/a/e, i/ı/y, -lar/-lyar, doubled letters). `Names` finds the longest known name at every
word of a text. Families after the BGN/PCGN romanisations of Azerbaijani, Armenian and Russian.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")

WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:[’'ʼ`][^\W\d_]+)*")
GAP = re.compile(r"[ \t\u00a0\-‐‑–.+&]{1,3}|\n|$|")
POSSESSIVE = re.compile(r"[’'ʼ`]s$|[’'ʼ`]$")

RU_ENDINGS = (
    "ского", "скому", "ском", "скую", "ской", "ских", "ским", "ими", "ыми", "ами", "ями", "ого", "его",
    "ому", "ему",
    "ых", "их", "ым", "им", "ом", "ем", "ов", "ев", "ам", "ям", "ах", "ях",
)  # fmt: skip
HY_ENDINGS = (
    "ությունների", "ության", "ություն", "ներում", "ներից", "ներով", "ներին", "ների", "ները", "ներ",
    "երում", "երից", "երի", "երը", "եր", "ում", "ից", "ով", "ին", "ի", "ը", "ն", "ու",
)  # fmt: skip
AZ_ENDINGS = (
    "ndakı", "ndəki", "ından", "indən", "undan", "ündən", "ında", "ində", "unda", "ündə", "nın", "nin",
    "nun", "nün",
    "dakı", "dəki", "dan", "dən", "ının", "inin", "unun", "ünün", "da", "də", "ya", "yə", "na", "nə", "ın",
    "in", "un",
    "ün", "ı", "i", "a", "ə", "u", "ü",
)  # fmt: skip

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "e", "ж": "zh",
    "з": "z", "и": "i",
    "і": "i", "ї": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "",
    "э": "e",
    "ю": "yu", "я": "ya", "ə": "a", "ә": "a", "ғ": "g", "ҝ": "g", "ө": "o", "ү": "u", "һ": "h", "ҹ": "j",
}  # fmt: skip
_ARMENIAN = {
    "ա": "a", "բ": "b", "գ": "g", "դ": "d", "ե": "e", "զ": "z", "է": "e", "ը": "e", "թ": "t", "ժ": "zh",
    "ի": "i", "լ": "l",
    "խ": "kh", "ծ": "ts", "կ": "k", "հ": "h", "ձ": "dz", "ղ": "gh", "ճ": "ch", "մ": "m", "յ": "y", "ն": "n",
    "շ": "sh",
    "ո": "o", "չ": "ch", "պ": "p", "ջ": "j", "ռ": "r", "ս": "s", "վ": "v", "տ": "t", "ր": "r", "ց": "ts",
    "ւ": "v",
    "փ": "p", "ք": "k", "և": "ev", "օ": "o", "ֆ": "f",
}  # fmt: skip
_FAMILY = [
    (re.compile(p), r)
    for p, r in (
        ("ou", "u"), ("l[yi]ar", "lar"), ("l[ea]r$", "lar"), ("dzh|dj|zh|j|c(?!h)", "j"), ("kh|x", "h"),
        ("gh|q|g|k", "k"),
        ("ch|tch", "1"), ("sh", "2"), ("ts|tz|dz", "3"), ("w", "v"), ("y[aeou](?=[^aeou]|$)", "a"),
        ("[ea]", "a"), ("[iy]", "i"), ("[ou]", "u"), (r"(.)\1+", r"\1"), ("[’'ʼ`]", ""),
    )
]  # fmt: skip


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """A word without case, marks or possessive: "Şuşa’s" gives "susa"."""
    word = POSSESSIVE.sub("", word)
    if word.isascii():
        return word.lower().replace(".", "").replace("'", "")
    kept = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
    return kept.replace("ı", "i").replace("ə", "a").replace("’", "").replace("ʼ", "").replace(".", "")


def script(word: str) -> str:
    """Which script a word's first letter is in: "latin", "cyrillic", "armenian", "georgian" or "other"."""
    for c in word:
        if c.isalpha():
            code = ord(c)
            if code < 0x250 or 0x1E00 <= code < 0x1F00:
                return "latin"
            if 0x400 <= code < 0x530:
                return "cyrillic"
            if 0x530 <= code < 0x590:
                return "armenian"
            if 0x10A0 <= code < 0x1100:
                return "georgian"
            return "latin" if c in "əƏ" else "other"
    return "other"


def _strip(word: str, endings: Iterable[str], keep: int) -> str:
    while True:
        for ending in endings:
            if len(word) - len(ending) >= keep and word.endswith(ending):
                word = word[: -len(ending)]
                break
        else:
            return word


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A name's own key: its letters without case, marks or a last vowel that cases change."""
    kind = script(word)
    if kind == "cyrillic":
        low = word.casefold().replace("ё", "е")
        return low.rstrip("аяуюеиыоьй") if len(low) > 3 and len(low.rstrip("аяуюеиыоьй")) > 1 else low
    if kind == "armenian":
        return _strip(word.casefold(), HY_ENDINGS, 3)
    return fold(word)


@lru_cache(maxsize=100_000)
def stems(word: str, az: bool = False) -> tuple[str, ...]:
    """Every key a word of a text may be a case form of, its own first."""
    own = stem(word)
    if az:
        low = word.replace("İ", "i").replace("I", "ı").lower()
        cut = (fold(low[: -len(e)]) for e in AZ_ENDINGS if len(low) - len(e) >= 3 and low.endswith(e))
        return tuple(dict.fromkeys((own, *cut)))
    if ord(word[0]) < 0x400 or script(word) != "cyrillic":
        return (own,)
    low = word.casefold().replace("ё", "е")
    cut = (stem(low[: -len(e)]) for e in RU_ENDINGS if len(low) - len(e) >= 3 and low.endswith(e))
    return tuple(dict.fromkeys((own, *cut)))


@lru_cache(maxsize=100_000)
def romanise(word: str) -> str:
    """A word in plain Latin letters, from Cyrillic, Armenian or Azerbaijani Latin."""
    low = word.casefold().replace("ու", "u").replace("եւ", "ev")
    low = low.replace("ş", "sh").replace("ç", "ch").replace("ğ", "gh").replace("č", "ch").replace("š", "sh")
    return fold("".join(_CYRILLIC.get(c) or _ARMENIAN.get(c) or ("" if c in "ъь" else c) for c in low))


@lru_cache(maxsize=100_000)
def family(name: str) -> str:
    """The transliteration family of a name: equal for spellings that romanise one name."""
    word = "".join(romanise(w) for w in WORD.findall(POSSESSIVE.sub("", name)))
    for pattern, replacement in _FAMILY:
        word = pattern.sub(replacement, word)
    return word


class Word(NamedTuple):
    """One word of a text with its place and its key."""

    text: str
    start: int
    end: int
    keys: tuple[str, ...]  # what it may be a form of, its own key first


@lru_cache(maxsize=4)  # parties and places are looked for in the same text
def words(text: str, az: bool = False) -> tuple[Word, ...]:
    """Every word of a text, possessives left out of its extent."""
    found = []
    for m in WORD.finditer(text):
        word, start = m.group(), m.start()
        if "’" in word or "'" in word:
            word = POSSESSIVE.sub("", word)
        found.append(Word(word, start, start + len(word), stems(word, az)))
    return tuple(found)


def is_acronym(name: str) -> bool:
    """Whether a name must be matched in capitals: "US", "U.S.", "OSCE", "МИД"."""
    letters = [c for c in name if c.isalpha()]
    return len(letters) <= 6 and len(letters) > 0 and all(c.isupper() for c in letters)


class Hit(NamedTuple, Generic[T]):
    """A known name found in a text: words[first:last] and what it names."""

    first: int
    last: int
    start: int
    end: int
    items: tuple[T, ...]


class Names(Generic[T]):
    """Known names as a trie of word keys; finds the longest at each word."""

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}

    def add(self, name: str, item: T) -> None:
        """Makes a name known. The same name may stand for several items."""
        keys = [stem(w.text) for w in words(name)]
        if not keys:
            return
        node = self.root
        for key in keys:
            node = node.setdefault(key, {})
        held = node.setdefault("", [])
        if (name, item) not in held:
            held.append((name, item))

    def get(self, name: str) -> tuple[T, ...]:
        """What a whole name stands for."""
        found = words(name)
        for hit in self.find(name, found):
            if (hit.first, hit.last) == (0, len(found)):
                return hit.items
        return ()

    def find(self, text: str, found: Sequence[Word]) -> Iterator[Hit[T]]:
        """The longest known name at each word, left to right, never overlapping."""
        i, n, root = 0, len(found), self.root
        while i < n:
            hit = None
            for key in found[i].keys:
                if key in root:
                    hit = self._from(text, found, i)
                    break
            if hit:
                yield hit
                i = hit.last
            else:
                i += 1

    def _from(self, text: str, found: Sequence[Word], i: int) -> "Hit[T] | None":
        best: Hit[T] | None = None
        reached = [(self.root, i)]
        while reached:
            node, at = reached.pop()
            if at > i and "" in node and (best is None or at > best.last):
                said = text[found[i].start : found[at - 1].end]
                items = tuple(dict.fromkeys(item for name, item in node[""] if _case_fits(name, said)))
                if items:
                    best = Hit(i, at, found[i].start, found[at - 1].end, items)
            if at < len(found) and (at == i or GAP.fullmatch(text, found[at - 1].end, found[at].start)):
                reached.extend((node[key], at + 1) for key in found[at].keys if key in node)
        return best


def _case_fits(name: str, said: str) -> bool:
    if is_acronym(name):
        return is_acronym(said) or said.isupper()
    if name[:1].isupper():
        return said[:1].isupper() and not (is_acronym(said) and len(said) < 4)
    return True
