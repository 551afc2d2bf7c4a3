"""People sign with ssh-keygen, and ssh-keygen checks what stands on the record."""

import shutil
import subprocess
from pathlib import Path

import pytest

from holdfire.errors import RecordError
from holdfire.record import base64s, entries, envelope, sshsig
from holdfire.record.verify import verify
from tests.record.memory import Writer, written_date

pytestmark = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="needs ssh-keygen: apt-get install openssh-client"
)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "id_ed25519"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
    return path


def test_an_entry_signed_by_ssh_keygen_verifies_here_and_there(
    writer: Writer, key: Path, tmp_path: Path
) -> None:
    public = sshsig.public_key(Path(f"{key}.pub").read_text())
    writer.write(
        entries.KeyGranted(author="ana", key=base64s.encode(public), custody="author"), "root:operator"
    )
    draft = envelope.unseal(writer.sealed(written_date(1), "ana", key=writer.keys["analyst"])).payload
    signature = sshsig.sign(envelope.signed_bytes(draft), key)
    id = envelope.SSH + envelope.key_id(public)
    writer.append(envelope.seal(draft, [lambda payload: (id, signature)]))
    assert verify(writer.store, writer.log.vkey).ok

    (tmp_path / "signers").write_text(f"ana {sshsig.public_line(public)}\n")
    (tmp_path / "sig").write_text(sshsig.armored(public, signature))
    command = ["ssh-keygen", "-Y", "verify", "-n", "holdfire", "-I", "ana", "-f", tmp_path / "signers"]
    command += ["-s", tmp_path / "sig"]
    done = subprocess.run(command, input=envelope.signed_bytes(draft), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    done = subprocess.run(
        command, input=envelope.signed_bytes(draft + b" "), capture_output=True, check=False
    )
    assert done.returncode != 0


def test_the_two_forms_are_not_one_another(writer: Writer, key: Path) -> None:
    public = sshsig.public_key(Path(f"{key}.pub").read_text())
    message = b"an entry"
    signature = sshsig.sign(envelope.signed_bytes(message), key)
    assert envelope.signed_by(public, message, signature, envelope.SSH)
    assert not envelope.signed_by(public, message, signature)
    assert sshsig.read(sshsig.armored(public, signature)) == signature


def test_another_namespace_another_kind_of_key_and_no_key_are_refused(key: Path, tmp_path: Path) -> None:
    command = ["ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", key]
    other = subprocess.run(command, input=b"x", capture_output=True, check=True).stdout.decode()
    with pytest.raises(RecordError, match="namespace holdfire"):
        sshsig.read(other)
    with pytest.raises(RecordError, match="no signature"):
        sshsig.read("nonsense")
    with pytest.raises(RecordError, match="ssh-keygen -t ed25519"):
        sshsig.public_key("ssh-rsa AAAAB3NzaC1yc2E= somebody")
    with pytest.raises(RecordError, match="did not sign"):
        sshsig.sign(b"x", tmp_path / "nowhere")
