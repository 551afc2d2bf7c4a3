"""Readings of broken text: no crash, and no span outside the text, on fuzzed and on real texts.

    .venv/bin/python bench/torture/readings.py [FUZZED] [REAL] [SEED]

Fuzzed texts are pieces of speech and of punctuation thrown together, and real texts cut, doubled and
scrambled; real ones are the articles of ../shared/data/polnear and, to reach the number, windows of them.
"""

# ruff: noqa: E501  (pieces of text read across)
import random
import sys
import traceback
from datetime import date
from pathlib import Path

from holdfire.reading import read
from holdfire.theatre import load
from holdfire.theatre.types import Theatre

ROOT = Path(__file__).parents[2]
PIECES = (
    "“ ” \" ' ‘ ’ « » „ '' `` ( ) [ ] , . : ; ? ! … — – - \n \n\n \t \r\n \u200b \u202e \ufeff \u2028 \x00 \x0b 😀 e\u0301 Ա я 中 ﷽ "
    "said told that according to in the words of accused denied he she they who I we it Olga Petrova the ministry "
    "105 1,000 14:30 October 14 2021 Baku near 3 km north-east of opened fire at prisoners of war if not will was"
).split(" ")


def fuzzed(chance: random.Random, real: list[str]) -> str:
    """One broken text."""
    if real and chance.random() < 0.4:
        text = chance.choice(real)
        start = chance.randrange(len(text))
        text = text[start : start + chance.randrange(1, 800)]
        for _ in range(chance.randrange(1, 30)):
            at = chance.randrange(len(text) + 1)
            cut = at + chance.randrange(0, 12)
            text = text[:at] + chance.choice(("", chance.choice(PIECES), text[at:cut] * 2)) + text[cut:]
        return text
    parts = [
        chance.choice(PIECES) if chance.random() < 0.95 else chr(chance.randrange(1, 0xD7FF))
        for _ in range(chance.randrange(60))
    ]
    return chance.choice(("", " ")).join(parts)


def problem(text: str, theatre: Theatre | None) -> str | None:
    """What is wrong with the reading of a text; None when nothing is."""
    try:
        reading = read(text, published=date(2021, 10, 21), theatre=theatre)
    except Exception:
        return traceback.format_exc()
    spans = [(t.char_start, t.char_end, t.text) for t in (*reading.times, *reading.places)]
    for claim in reading.claims:
        spans.append((claim.start, claim.end, claim.content))
        spans += [
            (s, e, text[s:e])
            for part in (claim.spans.source, claim.spans.cue, claim.spans.content)
            for s, e in part
        ]
        spans += [
            (a.char_start, a.char_end, a.text)
            for a in (*claim.actors, *claim.quantities, *claim.places, *claim.times)
        ]
    for start, end, words in spans:
        if not 0 <= start < end <= len(text) or text[start:end] != words:
            return f"span {start}:{end} “{words}” is not “{text[start:end]}”"
    return None


def main(count: int = 20_000, real_count: int = 2_000, seed: int = 2021) -> int:
    """Reads them all; prints what failed; the exit status is 1 when anything did."""
    chance = random.Random(seed)
    articles = [p.read_text("utf-8") for p in sorted((ROOT / "../shared/data/polnear").glob("*/text/*.txt"))]
    real = articles[:real_count]
    while articles and len(real) < real_count:
        text = chance.choice(articles)
        start = chance.randrange(len(text))
        real.append(text[start : start + chance.randrange(200, 3000)])
    theatre, failed = load(), 0
    for kind, texts in (("fuzzed", (fuzzed(chance, articles) for _ in range(count))), ("real", iter(real))):
        done = 0
        for text in texts:
            wrong = problem(text, theatre if done % 2 else None)
            done += 1
            if done % 1000 == 0:
                print(f"{done:,} {kind}", file=sys.stderr, flush=True)
            if wrong is not None:
                failed += 1
                print(f"{kind} text {done}: {text[:400]!r}\n{wrong}")
            if failed > 10:
                return 1
        print(f"readings: {done:,} {kind} texts, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*(int(a) for a in sys.argv[1:])))
