"""The register a command works on: its folder, and Django set up over it.

A register is a folder (`--home`, else HOLDFIRE_HOME, else `./.holdfire`) with its database, keys and vault;
with DATABASE_URL the database is elsewhere. Settings are read once, so a command opens one register only.
"""

import os
from pathlib import Path
from typing import Annotated

import typer

from holdfire.errors import HoldfireError, RegisterError

Home = Annotated[
    Path | None,
    typer.Option(
        "--home", metavar="FOLDER", help="The register's folder; HOLDFIRE_HOME, else .holdfire, if left out."
    ),
]
DEMONSTRATION = "demonstration"  # a file of this name in the folder marks every page
DATABASE = "holdfire.sqlite3"


def folder_of(home: Path | None, default: str = ".holdfire") -> Path:
    """The folder meant, made absolute."""
    return Path(home or os.environ.get("HOLDFIRE_HOME") or default).expanduser().resolve()


def holds_register(folder: Path) -> bool:
    """Whether there is a register; one on a database server is taken to be."""
    return bool(os.environ.get("DATABASE_URL")) or (folder / DATABASE).exists()


def open_home(home: Path | None) -> Path:
    """Sets Django up over a register that exists. Raises RegisterError when there is none, or an old one."""
    folder = folder_of(home)
    if not holds_register(folder):
        raise RegisterError(
            f"There is no register in “{folder}”: make one with holdfire init, "
            "or name the folder of one with --home."
        )
    _set_up(folder)
    if waiting_migrations():
        raise RegisterError(
            f"The register in “{folder}” was made by an earlier Holdfire: run holdfire init to bring "
            "its tables up to date; nothing on the record changes."
        )
    return folder


def make_home(folder: Path) -> None:
    """Makes a register's folder and tables, or brings its tables up to date."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise RegisterError(
            f"“{folder}” cannot be made ({problem.strerror or problem}): choose a place you may write to."
        ) from problem
    _set_up(folder)
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def waiting_migrations() -> bool:
    """Whether the tables are older than this Holdfire."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _set_up(folder: Path) -> None:
    os.environ["HOLDFIRE_HOME"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdfire.site.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, connection

    try:
        django.setup()
        connection.ensure_connection()
    except ImproperlyConfigured as problem:
        raise HoldfireError(str(problem)) from problem
    except DatabaseError as problem:
        words = " ".join(str(problem).split())
        raise HoldfireError(
            f"The register's database cannot be opened ({words}): check {folder / DATABASE}, or DATABASE_URL."
        ) from problem
