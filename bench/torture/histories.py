"""Forged histories, signed with the log's own key: the witness must refuse each, and cosign the true one.

    python bench/torture/histories.py [COUNT] [SEED]

Each round edits, drops, inserts, swaps, cuts off and regrows, or rolls back what a witness cosigned, and
proves it as well as it can be. Ends with 1 when one was cosigned, or an honest request was not.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.record.test_witness import NOON, History, forgeries, watching

from holdfire.record import note, witness
from holdfire.record.checkpoint import read
from holdfire.record.merkle import leaf_hash, root_of
from holdfire.record.note import Signer


def main(count: int, seed: int) -> int:
    """Runs all and prints a line; the exit status."""
    chance, started = random.Random(seed), time.monotonic()
    counted: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        while counted["forged"] < count:
            size = chance.randrange(2, 60)
            leaves = [leaf_hash(chance.randbytes(8)) for _ in range(size + chance.randrange(1, 60))]
            honest = History(Signer.generate(f"holdfire/torture/{counted['logs']}"), leaves)
            state = Path(folder) / str(counted["logs"])
            watched = watching(honest, state)
            counted["logs"] += 1
            counted["honest"] += watched.add_checkpoint(honest.request(0, size), NOON).status != 200
            for _ in range(100):
                body = forgeries(honest, chance, size)
                found = read(note.parse(witness.read(body).checkpoint).text)
                if found.size >= size and found.root == root_of(leaves[: found.size]):
                    continue  # it happens to be the true history
                counted["forged"] += 1
                counted["cosigned"] += watched.add_checkpoint(body, NOON).status == 200
            after = watched.add_checkpoint(honest.request(size, len(leaves)), NOON)
            counted["honest"] += after.status != 200
    took = round(time.monotonic() - started)
    print(
        f"{counted['forged']} forged histories of {counted['logs']} logs: {counted['cosigned']} cosigned; "
        f"{counted['honest']} honest requests refused; {took} s"
    )
    return int(bool(counted["cosigned"] or counted["honest"]))


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*(given + [10_000, 1][len(given) :])))
