"""Time expressions read from the texts of ../shared/data/timex, scored by ../shared/bench/score_mentions.py.

TimeBank is what the rules were tuned on; AQUAINT was only ever scored. Both as in TempEval-3.

    .venv/bin/python bench/times.py [timebank|aquaint ...] [--without-parse]
"""

import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = ROOT / "../shared"


def main(*arguments: str) -> None:
    """Prints the scorer's lines and the speed, for each set."""
    parsed = "--without-parse" not in arguments
    from holdfire.reading import model
    from holdfire.reading.times import find_times

    for name in [a for a in arguments if not a.startswith("--")] or ["timebank", "aquaint"]:
        gold = SHARED / "data" / "timex" / f"{name}.jsonl"
        documents = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
        docs = [model.parse(d["text"]) if parsed else None for d in documents]
        started = time.perf_counter()
        found = [
            find_times(d["text"], published=date.fromisoformat(d["date"][:10]), doc=doc)
            for d, doc in zip(documents, docs, strict=True)
        ]
        seconds = time.perf_counter() - started
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out.jsonl"
            with out.open("w", encoding="utf-8") as lines:
                for d, times in zip(documents, found, strict=True):
                    # As `holdfire read` lists them: the two ends of a range are two expressions.
                    listed = [end for t in times for end in t.ends or (t,)]
                    read = [{"start": t.char_start, "end": t.char_end, "value": t.value} for t in listed]
                    lines.write(json.dumps({"doc": d["doc"], "times": read}) + "\n")
            scorer = SHARED / "bench" / "score_mentions.py"
            score = subprocess.run(
                [sys.executable, scorer, gold, out], capture_output=True, text=True, check=True
            )
        words = sum(len(d["text"].split()) for d in documents)
        print(f"{name}, {'with' if parsed else 'without'} the parse, {1e6 * seconds / words:.1f} µs a word")
        print(score.stdout, end="")


if __name__ == "__main__":
    main(*sys.argv[1:])
