"""Entities found at once are the entities spaCy finds word by word, and a joined text is what spaCy joins."""

import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from holdfire.reading import model
from holdfire.reading.entities import PIPE

SHARED = Path(__file__).parents[3] / "shared"
Entity = tuple[int, int, str]
WORDS = (
    "Baku Yerevan Mr Ilham OSCE Monday 9 November 2020 two said the of near \n , . “ ” $ % Lachin in".split(
        " "
    )
)


def by_spacy(text: str) -> list[Entity]:
    """The parts of the pipeline as spaCy runs them, its own entity walk among them."""
    pipeline = model.nlp()
    docs = [pipeline.get_pipe(PIPE)(pipeline(text[s:e])) for s, e in model.paragraphs(text)]
    whole = Doc.from_docs(docs, ensure_whitespace=False) if len(docs) > 1 else docs[0]
    return [(e.start, e.end, e.label_) for e in whole.ents]


def ours(text: str) -> list[Entity]:
    return [(e.start, e.end, e.label_) for e in model.parse(text).ents]


@pytest.mark.skipif(not SHARED.exists(), reason="the data folder beside the checkout is missing")
def test_real_articles_have_the_entities_spacy_gives_them() -> None:
    for path in sorted((SHARED / "data/polnear/dev/text").iterdir())[:12]:
        text = path.read_text("utf-8")
        assert ours(text) == by_spacy(text), path.name


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_run_of_words_has_the_entities_spacy_gives_it(words: list[str]) -> None:
    text = " ".join(words)
    assert ours(text) == by_spacy(text)


@given(st.text(alphabet=string.ascii_letters + string.punctuation + " \n\t’“”", min_size=1, max_size=200))
@settings(max_examples=60, deadline=None)
def test_a_parse_is_the_text_in_its_sentences_and_heads(text: str) -> None:
    doc = model.parse(text)
    assert doc.text == text
    blocks = model.paragraphs(text)
    assert all(any(s <= t.idx < e and s <= t.head.idx < e for s, e in blocks) for t in doc)
