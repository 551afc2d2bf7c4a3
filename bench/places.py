"""Places found and resolved on the world news of ../shared/data/geoparsing, scored by its own scorer.

    .venv/bin/python bench/places.py [OUT.jsonl]

Writes one line a document and prints the score of the tuned half (even lines), the held-out half
(odd lines, looked at only for reporting) and the whole. No theatre is used.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SHARED = Path(__file__).parents[1] / ".." / "shared"
GOLD = SHARED / "data" / "geoparsing" / "tr_news.jsonl"
SCORER = SHARED / "bench" / "score_mentions.py"


def main(out: str | None = None) -> None:
    """Reads every document, writes what was found and prints three scores and the speed."""
    if not GOLD.exists():
        sys.exit(f"{GOLD} is missing: the data folder belongs beside the checkout.")
    from holdfire.reading import model
    from holdfire.reading.places import PlaceIndex

    documents = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    parses = [model.parse(d["text"]) for d in documents]
    index = PlaceIndex(None)
    index.find("Paris", doc=None)
    started = time.process_time()
    found = [index.find(d["text"], doc=doc) for d, doc in zip(documents, parses, strict=True)]
    seconds = time.process_time() - started
    words = sum(len(d["text"].split()) for d in documents)
    lines = [
        json.dumps(
            {
                "doc": d["doc"],
                "places": [
                    {"start": p.char_start, "end": p.char_end, "lat": p.lat, "lon": p.lon} for p in ps
                ],
            }
        )
        for d, ps in zip(documents, found, strict=True)
    ]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(out) if out else Path(folder) / "out.jsonl"
        target.write_text("\n".join(lines) + "\n", "utf-8")
        for name, part in (
            ("tuned half", slice(0, None, 2)),
            ("held-out half", slice(1, None, 2)),
            ("whole", slice(None)),
        ):
            gold = Path(folder) / "gold.jsonl"
            gold.write_text("\n".join(json.dumps(d) for d in documents[part]), "utf-8")
            score = subprocess.run(
                [sys.executable, SCORER, gold, target], capture_output=True, text=True, check=True
            )
            print(f"{name}:\n{score.stdout}", end="")
    print(f"{seconds / words * 1e6:.1f} µs of one processor a word, beside the parse")


if __name__ == "__main__":
    main(*sys.argv[1:])
