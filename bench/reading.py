"""Reading speed: words per second and peak memory for 1,000 articles of 600 words, with everything on.

Each article is opened, read with the theatre, checked and written as a line, as `holdfire read FOLDER OUT`
does it. The articles are cut from the news texts of ../shared/data/polnear when that folder is there, else
from the demonstration's reports. Loading the model and the gazetteer is timed apart.

    .venv/bin/python bench/reading.py [ARTICLES] [PROCESSES]
"""

import resource
import sys
import tempfile
import time
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


def main(articles: int = 1000, processes: int = 1) -> None:
    """Prints one table row."""
    words, origin = collect_words()
    with tempfile.TemporaryDirectory() as at:
        folder, count = Path(at, "reports"), 0
        folder.mkdir()
        for i in range(articles):
            begin = (i * WORDS) % max(1, len(words) - WORDS)
            text = " ".join(words[begin : begin + WORDS])
            count += len(text.split())
            (folder / f"{i:05}.txt").write_text(text, "utf-8")
        started = time.perf_counter()
        from holdfire.chain import read_folder
        from holdfire.chain.pool import load_reader
        from holdfire.theatre import load

        load_reader(load())
        loaded = time.perf_counter()
        done = read_folder(folder, Path(at, "out.jsonl"), date="2021-10-21", processes=processes)
        seconds = time.perf_counter() - loaded
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(
        f"reading: {articles} articles of {WORDS} words from {origin}, {processes} process"
        f"{'' if processes == 1 else 'es'}: {count / seconds:,.0f} words/s, {seconds:.0f} s after "
        f"{loaded - started:.1f} s of loading, peak memory {peak / 1024:,.0f} MiB a process, "
        f"{done.claims:,} claims, {done.checks:,} checks"
    )


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:]))
