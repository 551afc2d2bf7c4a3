"""Texts of one agreement beside one another: cut at their clauses, compared word by word."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfire.dossiers import assessing, texts
from holdfire.errors import DossierError
from holdfire.record.dossier import TextFiled
from holdfire.register import commands
from holdfire.register.account import Account
from holdfire.register.rebuild import rebuild
from holdfire.theatre import load
from tests.dossiers.conftest import person

FIRST = """The statement
1. All fire ends at midnight, on 9 November.
2. The district is returned by 20 November.
3. 1,960 servicemen stand along the line.
"""
SECOND = FIRST.replace("is returned by 20", "is ceded until 20")
AGREEMENT = load().agreements[0]


def put_on_file(text: str, publisher: str) -> str:
    report = commands.receive(text.encode(), by=Account(id="importer")).report_id
    filed = TextFiled(agreement=AGREEMENT.id, report=report, publisher=publisher, status="official")
    assessing.file_text(filed, by=person("peacekeepers"))
    return report


def test_a_text_is_cut_where_its_clauses_are_numbered() -> None:
    cut = texts.clauses_of(FIRST)
    assert list(cut) == [0, 1, 2, 3]
    assert cut[3] == "1,960 servicemen stand along the line."


@pytest.mark.parametrize("number", ["1.", "1)", "1 ", "Clause 1.", "Пункт 1."])
def test_clauses_are_numbered_in_several_ways(number: str) -> None:
    assert texts.clauses_of(f"Preamble\n{number} The fire ends.")[1] == "The fire ends."


WORDS = st.lists(st.sampled_from("all fire ends at the line by 20 November".split()), max_size=12)


@given(WORDS, WORDS)
def test_both_texts_can_be_read_out_of_what_is_marked(before: list[str], after: list[str]) -> None:
    pieces = texts.compare(" ".join(before), " ".join(after))
    assert " ".join(p.text for p in pieces if p.kind != "left out").split() == after
    assert " ".join(p.text for p in pieces if p.kind != "added").split() == before


def test_texts_on_file_stand_clause_by_clause_with_publisher_language_and_digest(home: Path) -> None:
    put_on_file(FIRST, "armenia-government")
    put_on_file(SECOND, "russia-president")
    found = texts.align(AGREEMENT)
    one, two, *noted = found.versions
    assert (one.publisher, one.lang, one.digest) == (
        "Government of Armenia", "en", hashlib.sha256(FIRST.encode()).hexdigest()
    )  # fmt: skip
    assert two.compared_with == "Government of Armenia"
    assert [v.status for v in noted] == [t.status for t in AGREEMENT.texts]
    clause = next(r for r in found.rows if r.clause == 2)
    kinds = {p.text: p.kind for p in clause.cells[1].pieces}
    assert kinds["returned by"] == "left out" and kinds["ceded until"] == "added"
    assert not next(r for r in found.rows if r.clause == 3).cells[1].differs
    assert any("Gazakh" in n for cell in clause.cells for n in cell.noted)  # what the leaked draft adds
    assert rebuild(check=True).ok


def test_a_text_is_a_report_on_file_of_a_known_publisher(home: Path) -> None:
    report = put_on_file(FIRST, "armenia-government")
    with pytest.raises(DossierError, match="no source or party “nobody”"):
        assessing.file_text(
            TextFiled(agreement=AGREEMENT.id, report=report, publisher="nobody", status="press"),
            by=person("peacekeepers"),
        )
    with pytest.raises(DossierError, match="receive the text as a report first"):
        assessing.file_text(
            TextFiled(agreement=AGREEMENT.id, report="0" * 64, publisher="tass", status="press"),
            by=person("peacekeepers"),
        )
