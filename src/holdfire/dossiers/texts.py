"""The texts of an agreement that are on file, laid beside one another clause by clause.

A text is cut where its clauses are numbered, and the clauses are put beside one another by their numbers,
whatever the language. Within one language each text is compared word by word with the first of it on file:
what one adds and what it leaves out is marked. The digest is SHA-256 of the bytes as they came in.
"""

import hashlib
import re
from difflib import SequenceMatcher

import msgspec

from holdfire.dossiers.models import FiledText as Row
from holdfire.register.instance import open_instance
from holdfire.register.models import Report
from holdfire.theatre.types import Agreement, TextVersion

NUMBER = re.compile(
    r"(?m)^[ \t]*(?:(?:Clause|Article|Point|Пункт|Статья)[ \t]+)?(\d{1,2})[.)]?[ \t.:)]+(?=\S)"
)
WORD = re.compile(r"\S+\s*")
NOTED = re.compile(r"^clause (\d+)\s*:\s*", re.IGNORECASE)


class Piece(msgspec.Struct, frozen=True):
    """A run of words: `same` as the text compared with, `added` to it, or `left out` here."""

    kind: str
    text: str


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One clause in one text: its words in runs, or None of them; or what the theatre notes of it."""

    pieces: tuple[Piece, ...] = ()
    noted: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the words are not those of the text compared with."""
        return any(p.kind != "same" for p in self.pieces) or bool(self.noted)


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One text: its publisher, language and standing, and the digest of its bytes if on file."""

    publisher: str
    lang: str
    status: str
    digest: str = ""
    report: str = ""
    entry: int | None = None
    url: str = ""
    compared_with: str = (
        ""  # publisher of the first text of this language; "": it is the first, or not on file
    )
    problem: str = ""
    demo: bool = False


class AlignedClause(msgspec.Struct, frozen=True, kw_only=True):
    """One clause across the texts, in the order of the versions. Clause 0 is what stands before the first."""

    clause: int
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether some text says it otherwise."""
        return any(c.differs for c in self.cells)


class Alignment(msgspec.Struct, frozen=True, kw_only=True):
    """Every text of an agreement beside the others."""

    versions: tuple[Version, ...]
    rows: tuple[AlignedClause, ...]


def clauses_of(text: str) -> dict[int, str]:
    """A text's clauses by number; 0 is what comes before the first. Numbers must go up one by one from 1."""
    found, expected = [], 1
    for match in NUMBER.finditer(text):
        if int(match[1]) == expected:
            found.append(match)
            expected += 1
    cut = {0: text[: found[0].start()] if found else text}
    for n, match in enumerate(found):
        end = found[n + 1].start() if n + 1 < len(found) else len(text)
        cut[n + 1] = text[match.end() : end]
    return {n: " ".join(words.split()) for n, words in cut.items() if words.strip()}


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """Runs of words of `after` against `before`: same, added, and left out where they would stand."""
    old, new = WORD.findall(before), WORD.findall(after)
    plain = [[w.strip().casefold() for w in words] for words in (old, new)]
    pieces: list[Piece] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(a=plain[0], b=plain[1], autojunk=False).get_opcodes():
        if kind in ("replace", "delete") and i1 < i2:
            pieces.append(Piece("left out", "".join(old[i1:i2]).strip()))
        if kind == "equal":
            pieces.append(Piece("same", "".join(new[j1:j2]).strip()))
        elif j1 < j2:
            pieces.append(Piece("added", "".join(new[j1:j2]).strip()))
    return tuple(pieces)


def align(agreement: Agreement) -> Alignment:
    """The texts on file in the order they were filed, then those the theatre only notes."""
    names = open_instance().names
    versions: list[Version] = []
    cut: list[dict[int, str]] = []
    first: dict[str, int] = {}
    for row in Row.objects.filter(agreement=agreement.id).order_by("entry"):
        report = Report.objects.filter(id=row.report).first()
        data = open_instance().fetch(row.report)
        who = names.source(row.publisher) or names.party(row.publisher)
        publisher, lang = who.name if who else row.publisher, report.language if report else ""
        readable = report is not None and data is not None and bool(report.text)
        cut.append(clauses_of(report.text) if report is not None and readable else {})
        same = first.setdefault(lang, len(versions)) if readable else len(versions)
        versions.append(
            Version(
                publisher=publisher, lang=lang, status=row.status, report=row.report, entry=row.entry,
                digest=hashlib.sha256(data).hexdigest() if data is not None else "", demo=row.demo,
                url=report.url if report else "",
                compared_with=versions[same].publisher if same < len(versions) else "",
                problem="" if readable else "its bytes are no longer in the vault, or cannot be read",
            )
        )  # fmt: skip
    numbers = sorted({n for clauses in cut for n in clauses} | {n for t in agreement.texts for n in noted(t)})
    rows = [
        AlignedClause(
            clause=n,
            cells=(
                *(_cell(n, at, cut, first, versions) for at in range(len(versions))),
                *(Cell(noted=noted(t).get(n, ())) for t in agreement.texts),
            ),
        )
        for n in numbers
    ]
    told = [Version(publisher=t.publisher, lang=t.lang, status=t.status, url=t.url) for t in agreement.texts]
    return Alignment(versions=(*versions, *told), rows=tuple(rows))


def noted(text: TextVersion) -> dict[int, tuple[str, ...]]:
    """What the theatre notes of a text it does not hold, by clause; 0: of the whole."""
    found: dict[int, tuple[str, ...]] = {}
    for line in text.differences:
        match = NOTED.match(line)
        number = int(match[1]) if match else 0
        found[number] = (*found.get(number, ()), line[match.end() :] if match else line)
    return found


def _cell(n: int, at: int, cut: list[dict[int, str]], first: dict[str, int], versions: list[Version]) -> Cell:
    words = cut[at].get(n, "")
    base = first.get(versions[at].lang, at)
    if base == at or not versions[at].compared_with:
        return Cell(pieces=(Piece("same", words),) if words else ())
    return Cell(pieces=compare(cut[base].get(n, ""), words))
