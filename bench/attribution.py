"""Attribution against PolNeAR: the trained reader, the rules, or the claims of whole readings as they are.

Writes the predictions and prints what ../shared/bench/score_attribution.py says of them.

    .venv/bin/python bench/attribution.py [trained|rules|claims] [--gold FOLDER] [--out FILE]

`claims` feeds the scorer the spans of every claim of a reading, as `holdfire read FOLDER OUT.jsonl` writes
them: one line of evidence for how far splitting attributions into claims costs whole attributions.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from holdfire.reading import attributions, read
from holdfire.theatre import load

ROOT = Path(__file__).parents[1]
SHARED = ROOT / "../shared"


def predict(text: str, what: str) -> Iterator[dict[str, list[tuple[int, int]]]]:
    """The attributions of one text as spans."""
    if what == "claims":
        for claim in read(text, theatre=load()).claims:
            yield {
                "source": [*claim.spans.source],
                "cue": [*claim.spans.cue],
                "content": [*claim.spans.content],
            }
    else:
        for found in attributions(text, reader="rules" if what == "rules" else "trained"):
            yield {"source": [*found.source], "cue": [*found.cue], "content": [*found.content]}


def main() -> None:
    """Predicts every text of a folder and scores it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", default="trained", choices=["trained", "rules", "claims"])
    parser.add_argument("--gold", type=Path, default=SHARED / "data/polnear/dev")
    parser.add_argument("--out", type=Path, help="a file to keep the predictions in")
    asked = parser.parse_args()
    asked.out = asked.out or Path(tempfile.mkdtemp()) / "predictions.jsonl"
    started, words = time.process_time(), 0
    with asked.out.open("w", encoding="utf-8") as out:
        for path in sorted((asked.gold / "text").iterdir()):
            text = path.read_text("utf-8")
            words += len(text.split())
            found = list(predict(text, asked.what))
            out.write(json.dumps({"doc": path.name.removesuffix(".txt"), "attributions": found}) + "\n")
    took = time.process_time() - started
    print(f"{asked.what}: {words:,} words in {took:.0f} s of one core, loading included", flush=True)
    scorer = SHARED / "bench/score_attribution.py"
    subprocess.run([sys.executable, scorer, asked.gold, asked.out], check=True)


if __name__ == "__main__":
    main()
