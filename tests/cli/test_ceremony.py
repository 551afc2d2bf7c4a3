"""The ceremony's page is what three parties do around a table: each of its commands is run as it stands."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.register.parties import needs_ssh

PAGE = Path(__file__).parents[2] / "docs/record/ceremony.md"


@pytest.fixture
def table(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """Three sticks on a table, and somebody who types a passphrase when ssh-keygen asks."""
    for name in ("north", "south", "mediator"):
        (tmp_path / name).mkdir()
    asked = tmp_path / "asked"
    asked.write_text("#!/bin/sh\necho a long enough passphrase\n")
    asked.chmod(0o700)
    unset = ("HOLDFIRE_HOME", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "HOLDFIRE_DEMO")
    kept = {key: value for key, value in os.environ.items() if key not in unset}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return tmp_path, kept | {"PATH": path, "SSH_ASKPASS": str(asked), "SSH_ASKPASS_REQUIRE": "force"}


@needs_ssh
def test_every_command_of_the_page_does_what_the_page_says(table: tuple[Path, dict[str, str]]) -> None:
    folder, env = table
    commands = [line.strip() for line in PAGE.read_text().splitlines() if line.startswith("    ")]
    assert len(commands) > 30
    for command in commands:
        done = subprocess.run(
            command, shell=True, cwd=folder, env=env, capture_output=True, text=True, executable="/bin/bash"
        )
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    assert "All 5 entries hold" in done.stdout
