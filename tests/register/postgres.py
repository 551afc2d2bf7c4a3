"""A real PostgreSQL server for the tests that need one: started in a temporary folder, stopped at the end."""

import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WHY_NOT = "needs a PostgreSQL server's programs: apt-get install postgresql"


def programs() -> Path | None:
    """The folder with initdb and postgres; None where there is none, or nobody to run them as."""
    found = shutil.which("initdb")
    folders = [str(Path(found).resolve().parent)] if found else []
    folders += sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)
    good = [Path(f) for f in folders if (Path(f) / "initdb").exists() and (Path(f) / "postgres").exists()]
    return good[0] if good and (os.geteuid() or _unprivileged()) else None


@contextmanager
def server() -> Iterator[str]:
    """A running server's address, as DATABASE_URL spells it. The server refuses to run as root."""
    bin = programs()
    assert bin is not None
    folder = Path(tempfile.mkdtemp(prefix="holdfire-pg-"))
    as_who: dict[str, object] = {}
    if os.geteuid() == 0:
        user = _unprivileged()
        assert user is not None
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **as_who}
    process = None
    try:
        subprocess.run(
            [bin / "initdb", "-D", folder / "data", "-U", "holdfire", "-A", "trust", "-E", "UTF8", "-N"],
            check=True, **quiet,  # type: ignore[call-overload]
        )  # fmt: skip
        process = subprocess.Popen(
            [bin / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses="],
            **quiet,  # type: ignore[call-overload]
        )
        url = f"postgresql://holdfire@/postgres?host={folder}"
        for _ in range(600):
            if (folder / ".s.PGSQL.5432").exists() and _answers(url):
                break
            time.sleep(0.1)
        else:
            raise RuntimeError("the PostgreSQL server did not answer within a minute")
        yield url
    finally:
        if process is not None:
            process.send_signal(signal.SIGINT)  # fast shutdown
            process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _answers(url: str) -> bool:
    import psycopg

    try:
        psycopg.connect(url).close()
        return True
    except psycopg.OperationalError:
        return False


def _unprivileged() -> pwd.struct_passwd | None:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None
