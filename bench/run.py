"""Every figure of docs/benchmarks.md again: runs each script of this folder in turn, its command above it.

    .venv/bin/python bench/run.py [NAME ...]

What needs ../shared is left out where that folder is not beside the checkout. Figures depend on the machine
and on what else it does: the load average stands first.
"""

import os
import platform
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = ROOT / ".." / "shared"
PYTHON = sys.executable
BRIEFING = SHARED / "acceptance"
NEED_SHARED = ("briefing", "attribution", "linking", "times", "places")
NOT_MEASURED = ("run", "screenshots", "load")  # ten minutes: asked for by name


def main(*wanted: str) -> None:
    """Runs what is wanted, or everything."""
    load = ", ".join(f"{n:.1f}" for n in os.getloadavg())
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    print(f"{date.today()}, {machine}, load {load}")
    names = [
        "briefing",
        *sorted(p.stem for p in Path(__file__).parent.glob("*.py") if p.stem not in NOT_MEASURED),
    ]
    for name in wanted or names:
        if name in NEED_SHARED and not SHARED.exists():
            print(f"\n{name}: left out, since ../shared is not here")
            continue
        if name == "briefing":
            briefing()
        else:
            command = [PYTHON, f"bench/{name}.py"]
            print(f"\n$ .venv/bin/python {command[1]}", flush=True)
            subprocess.run(command, cwd=ROOT, check=False)


def briefing() -> None:
    """The acceptance report against what a person expects of it."""
    (report,) = BRIEFING.glob("*.txt")
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        read = [str(Path(PYTHON).parent / "holdfire"), "read", str(report), "--json"]
        score = [
            PYTHON,
            str(SHARED / "bench/score_claims.py"),
            str(BRIEFING / "briefing.expected.json"),
            out.name,
        ]
        print(f"\n$ .venv/bin/holdfire read ../shared/acceptance/{report.name} --json > OUT.json")
        print(
            "$ python ../shared/bench/score_claims.py ../shared/acceptance/briefing.expected.json OUT.json",
            flush=True,
        )
        subprocess.run(read, cwd=ROOT, stdout=out, check=True)
        subprocess.run(score, check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
