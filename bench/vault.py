"""How fast the vault keeps and gives back a large recording, and how much memory that takes.

`python bench/vault.py [MEGABYTES] [FOLDER]`: a file of that size (4,096) of random bytes is made in FOLDER (a
temporary one), kept, received again, sent on piece by piece, and opened by stock age where it is installed.
"""

import hashlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pyrage import x25519

from holdfire.record.storage import OBJECT, Folder
from holdfire.record.vault import Vault, envelope

PIECE = 1 << 20


def made(path: Path, megabytes: int) -> str:
    """Writes random bytes; gives their SHA-256."""
    digest = hashlib.sha256()
    with path.open("wb") as out:
        for _ in range(megabytes):
            piece = os.urandom(PIECE)
            out.write(piece)
            digest.update(piece)
    return digest.hexdigest()


def say(what: str, megabytes: int, since: float, also: str = "") -> None:
    """A row of the table."""
    took = time.perf_counter() - since
    print(f"| {what} | {megabytes / took:.0f} MB/s ({took:.1f} s){also} |", flush=True)


def main(megabytes: int, folder: Path) -> None:
    """Measures one object of that size."""
    print(f"| vault, {megabytes:,} MB (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores) | figure |")
    print("|---|---|")
    given = folder / "recording"
    digest = made(given, megabytes)
    identity = x25519.Identity.generate()
    vault = Vault(folder / "vault", identity, bytes(32))
    before = time.perf_counter()
    kept = vault.keep(given)
    say("kept", megabytes, before)
    before, out = time.perf_counter(), hashlib.sha256()
    for piece in vault.pieces(kept.object) or ():
        out.update(piece)
    say("given back piece by piece, checked", megabytes, before)
    assert out.hexdigest() == digest
    before = time.perf_counter()
    assert vault.find(kept.object) == kept
    say("scrubbed", megabytes, before)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"| peak memory of the process | {peak} MB |")
    if shutil.which("age") and isinstance(vault.storage, Folder):
        mine, opened = folder / "mine", folder / "opened"
        mine.write_text(f"{identity}\n")
        there = vault.storage.path(kept.object)
        sealed = subprocess.check_output(["age", "-d", "-i", mine, there / envelope(identity.to_public())])
        opened.write_bytes(sealed)
        before, out, left = time.perf_counter(), hashlib.sha256(), megabytes * PIECE
        with subprocess.Popen(["age", "-d", "-i", opened, there / OBJECT], stdout=subprocess.PIPE) as age:
            assert age.stdout is not None
            while piece := age.stdout.read(PIECE):
                out.update(piece[:left])
                left -= min(left, len(piece))
        assert out.hexdigest() == digest
        say("opened by stock age", megabytes, before)


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 4096
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as scratch:
        main(size, Path(scratch))
