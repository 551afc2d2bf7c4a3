"""Reading speed: words per second and peak memory for 1,000 articles of 600 words, one process.

The articles are cut from the news texts of ../shared/data/polnear when that folder is there, else
from the demonstration's reports. Loading the model and the gazetteer is timed apart.

    .venv/bin/python bench/reading.py [ARTICLES]
"""

import resource
import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORDS = 600


def collect_words() -> tuple[list[str], str]:
    """News text as words with their line breaks kept, and where it came from."""
    news = sorted((ROOT / "../shared/data/polnear/train").rglob("*.txt"))
    if news:
        texts = [path.read_text("utf-8") for path in news]
        return " \n\n".join(texts).replace("\n", " \n").split(" "), "PolNeAR train"
    from holdfire.theatre import find
    from holdfire.theatre.demo import demo_reports

    return " \n\n".join(report.text for report in demo_reports(find(None))).split(" "), "the demonstration"


def main(articles: int = 1000) -> None:
    """Prints one table row."""
    words, origin = collect_words()
    texts = []
    for i in range(articles):
        at = (i * WORDS) % max(1, len(words) - WORDS)
        texts.append(" ".join(words[at : at + WORDS]))
    started = time.perf_counter()
    from holdfire.reading import read

    read("A minister said on Monday that talks would resume.", published=date(2021, 10, 21))
    loaded = time.perf_counter()
    claims = sum(len(read(text, published=date(2021, 10, 21)).claims) for text in texts)
    seconds = time.perf_counter() - loaded
    count = sum(len(text.split()) for text in texts)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"reading: {articles} articles of {WORDS} words from {origin}: {count / seconds:,.0f} words/s, "
        f"{seconds:.0f} s after {loaded - started:.1f} s of loading, peak memory {peak:,.0f} MiB, {claims:,} claims"
    )


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:]))
