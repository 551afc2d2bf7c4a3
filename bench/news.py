"""How long linking news takes, and what memory, on texts made up here (nobody's words).

    .venv/bin/python bench/news.py [N]      (N reports; 20,000 if not given)

Events over so many days that about 100 reports come a day; two reports an event on average, each of 120
words: half of its event's own, half of a vocabulary in which a few words are everybody's (Zipf), names with
a capital. What is printed shows time and memory, not quality: real news is harder.
"""

import os
import resource
import sys
import time
from datetime import date, timedelta

import numpy as np

WORDS, NAMES, LENGTH, A_DAY = 30_000, 8_000, 120, 100
SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]


def main(count: int) -> None:
    """Makes the reports, links them and prints the measure."""
    from holdfire.linking.news import link_news

    reports, truth = made(count)
    start, before = time.perf_counter(), sum(os.times()[:2])
    links = link_news(reports)
    wall, processor = time.perf_counter() - start, sum(os.times()[:2]) - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{count:,} reports of {len(set(truth)):,} events: {len({one.incident for one in links}):,} found; "
        f"{wall:.1f} s, {processor:.1f} s of processor, peak {peak:.2f} GiB, load {os.getloadavg()[0]:.1f}"
    )


def made(count: int) -> tuple[list, list[int]]:
    """Reports, and the event of each."""
    from holdfire.linking.news import NewsReport

    draw = np.random.default_rng(5)
    words = [_word(n) for n in range(WORDS)]
    names = [_word(n * 37 + 11).capitalize() for n in range(NAMES)]
    usual = 1.0 / np.arange(1, WORDS + 1)
    usual /= usual.sum()
    events = max(1, count // 2)
    own = [
        [
            *(words[w] for w in draw.choice(WORDS, 60, p=usual)),
            *(names[n] for n in draw.integers(0, NAMES, 8)),
        ]
        for _ in range(events)
    ]
    day = draw.integers(0, max(1, count // A_DAY), events)
    reports, truth = [], []
    for n in range(count):
        event = int(draw.integers(0, events))
        common = [words[w] for w in draw.choice(WORDS, LENGTH // 2, p=usual)]
        told = [own[event][w] for w in draw.integers(0, len(own[event]), LENGTH // 2)]
        text = [w for pair in zip(common, told, strict=True) for w in pair]
        published = date(2020, 1, 1) + timedelta(days=int(day[event] + draw.integers(0, 2)))
        reports.append(
            NewsReport(id=str(n), text=" ".join(text[:10]) + "\n" + " ".join(text), published=published)
        )
        truth.append(event)
    return reports, truth


def _word(number: int) -> str:
    said = ""
    while number or len(said) < 4:
        number, part = divmod(number, len(SYLLABLES))
        said += SYLLABLES[part]
    return said


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
