"""Three parties, each with an offline root key of its own, and how they sign what they are given."""

import shutil
import subprocess
from pathlib import Path

import pytest

needs_ssh = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen: openssh-client")


class Party:
    """A party at the table, with a stick of its own."""

    def __init__(self, name: str, stick: Path) -> None:
        self.name, self.stick = name, stick
        stick.mkdir()
        key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(stick / "root")]
        subprocess.run(key, check=True)
        self.public = (stick / "root.pub").read_text()

    def sign(self, asked: bytes, namespace: str = "holdfire") -> str:
        """The signature that ssh-keygen writes over a file on the party's stick."""
        file = self.stick / "asked"
        file.write_bytes(asked)
        sign = ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", str(self.stick / "root"), str(file)]
        (self.stick / "asked.sig").unlink(missing_ok=True)
        subprocess.run(sign, check=True, capture_output=True)
        return (self.stick / "asked.sig").read_text()


def parties(folder: Path, *names: str) -> dict[str, Party]:
    """Parties by their names."""
    return {name: Party(name, folder / name) for name in names or ("north", "south", "mediator")}


def signed(asked: bytes, *by: Party) -> dict[str, str]:
    """What each gives back, by the name of its file."""
    return {f"{party.name}.sig": party.sign(asked) for party in by}
