"""The trained reader: its parts by themselves, its file, and what it must not lose beside the rules."""

import json
import subprocess
import sys
from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from holdfire.errors import ReadingError
from holdfire.reading import attributions, model, read, reader_version
from holdfire.reading.forms import RULES, Forms
from holdfire.reading.read import page_of
from holdfire.reading.readers import chosen
from holdfire.reading.trained.columns import columns
from holdfire.reading.trained.decode import CONTENT, OUT, SOURCE, label, runs
from holdfire.reading.trained.features import BITS, cue_features, token_features

ROOT = Path(__file__).parents[2]
POLNEAR = ROOT.parent / "shared/data/polnear/dev"
TEXT = (
    "“We have counted the wounded,” the surgeon told reporters, adding that three could not be moved. "
    "There is, in the mission’s view, no reason to wait.\n\nThe mayor, who isn’t a doctor, gonna be asked."
)


def test_a_lone_doubtful_word_does_not_break_a_span() -> None:
    scores = np.log(
        np.array([[0.9, 0.05, 0.05], [0.1, 0.8, 0.1], [0.5, 0.4, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])
    )
    labels = label(np.zeros(5, dtype=np.int64), scores.astype(np.float32), 1)
    assert labels.tolist() == [OUT, CONTENT, CONTENT, CONTENT, SOURCE]


def test_windows_of_different_lengths_are_decoded_apart() -> None:
    one = np.log(np.array([[0.1, 0.8, 0.1], [0.8, 0.1, 0.1]], dtype=np.float32))
    both = label(np.array([0, 0, 1, 1, 1, 1]), np.concatenate([one, one, one]), 2)
    assert both[:2].tolist() == label(np.array([0, 0]), one, 1).tolist()


def test_tokens_without_a_gap_are_one_run() -> None:
    assert [r.tolist() for r in runs(np.array([1, 2, 5, 6, 7]))] == [[1, 2], [5, 6, 7]]
    assert runs(np.zeros(0, dtype=np.int64)) == []


def test_features_are_the_same_in_another_process() -> None:
    page = page_of(TEXT)
    c = columns(page)
    rows = np.concatenate([cue_features(c), token_features(c)], axis=1)
    assert rows.min() >= 0 and rows.max() < 1 << BITS
    code = (
        "import sys, json; from holdfire.reading.read import page_of;"
        "from holdfire.reading.trained.columns import columns;"
        "from holdfire.reading.trained.features import cue_features;"
        "print(int(cue_features(columns(page_of(json.loads(sys.argv[1])))).astype('int64').sum()))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code, json.dumps(TEXT)], capture_output=True, text=True, check=True
    )
    assert int(out.stdout) == int(cue_features(c).astype(np.int64).sum())


def test_who_a_second_verb_answers_to_is_inherited() -> None:
    page = page_of("Lind boasted of his army and later denied the loss of two villages.")
    c = columns(page)
    denied = next(t.i for t in page.doc if t.text == "denied")
    assert page.doc[int(c.owner[denied])].text == "Lind"


def test_remembered_forms_are_the_parsers_own() -> None:
    pipeline = model.nlp()
    doc = model.parse(TEXT)
    fresh = Forms(pipeline)
    again = model.parse(TEXT)
    fresh.apply(again)
    for name in RULES:
        doc = pipeline.get_pipe(name)(doc)
    assert [(t.pos_, t.lemma_) for t in doc] == [(t.pos_, t.lemma_) for t in again]


def test_the_weights_are_small_and_named_by_the_readers_version() -> None:
    assert files("holdfire.reading.trained").joinpath("weights.npz").stat().st_size < 30_000_000  # type: ignore[attr-defined]
    assert "trained@sha256:" in reader_version()


def test_the_rules_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFIRE_READER", "rules")
    assert chosen() == "rules" and reader_version().endswith(" rules")
    assert attributions("Olga Petrova said the road was open.")
    monkeypatch.setenv("HOLDFIRE_READER", "guesses")
    with pytest.raises(ReadingError, match="no reader “guesses”"):
        chosen()


def test_one_speaker_through_another_takes_a_side() -> None:
    found = read(
        "Anna Keller said that Ruritania supports the new format.", published=date(2021, 10, 21)
    ).claims
    assert ("Ruritania", "Anna Keller", "support") in {
        (c.speaker, c.reported_through, c.stance) for c in found
    }


def test_what_somebody_says_of_herself_within_her_words_is_one_claim() -> None:
    found = read("“I believe that the road is open,” said Olga Petrova.", published=date(2021, 10, 21)).claims
    assert [c.speaker for c in found] == ["Olga Petrova"]


def test_sentences_in_one_breath_are_one_claim_and_figures_of_their_own_are_not() -> None:
    text = "“It was a long day. Everybody was tired. We returned 105 prisoners of war,” said Olga Petrova."
    found = read(text, published=date(2021, 10, 21)).claims
    assert [c.content for c in found] == [
        "It was a long day. Everybody was tired",
        "We returned 105 prisoners of war",
    ]


@pytest.mark.shared
@pytest.mark.skipif(not POLNEAR.exists(), reason="needs ../shared/data/polnear beside the checkout")
def test_it_finds_more_than_the_rules_on_articles_neither_was_made_on() -> None:
    """A dozen articles; the whole figure is bench/attribution.py."""
    sys.path.insert(0, str(ROOT.parent / "shared/bench"))
    try:
        from score_attribution import TOKEN, as_tokens, read_gold, score
    finally:
        sys.path.pop(0)
    f1 = {}
    for reader in ("trained", "rules"):
        hit = said = wanted = 0.0
        for path in sorted((POLNEAR / "text").iterdir())[:12]:
            text = path.read_text("utf-8")
            tokens = [m.span() for m in TOKEN.finditer(text)]
            found = [
                as_tokens(tokens, {"source": a.source, "cue": a.cue, "content": a.content})
                for a in attributions(text, reader=reader)  # type: ignore[arg-type]
            ]
            (gold, *_) = sorted((POLNEAR / "attributions").glob(f"{path.name.removesuffix('.txt')}_*.ann"))
            counts = score([as_tokens(tokens, g) for g in read_gold(gold)], found)
            hit, said, wanted = (
                hit + counts["relation_hit"],
                said + counts["relation_pred"],
                wanted + counts["relation_gold"],
            )
        f1[reader] = 2 * hit / (said + wanted)
    assert f1["trained"] > f1["rules"] + 0.03
    assert f1["trained"] > 0.6


def test_a_mark_alone_is_no_source() -> None:
    """Found by the fuzzed texts: the comma before "saying" was taken for who says it."""
    text = "under investigation for corruption, saying Mr. Blatte Blatter should be awarded the Peace Prize."
    for claim in read(text).claims:
        for start, end in (*claim.spans.source, *claim.spans.cue, *claim.spans.content):
            assert any(ch.isalnum() for ch in text[start:end])


def test_plain_words_that_their_cue_interrupts_are_one_claim_and_what_a_register_keeps_is_its_own() -> None:
    plain = "“It was a long day,” said Olga Petrova. “Everybody was tired.”"
    (claim,) = read(plain, published=date(2021, 10, 21)).claims
    assert claim.content == plain[claim.start : claim.end]
    assert claim.content.startswith("It was a long day") and claim.content.endswith("Everybody was tired")
    kept = "“It was a long day,” said Olga Petrova. “We returned 105 prisoners of war.”"
    assert len(read(kept, published=date(2021, 10, 21)).claims) == 2
