"""Signatures by ssh-keygen (OpenSSH's PROTOCOL.sshsig), namespace `holdfire`, for keys of type ssh-ed25519.

The same Ed25519 key signs either way; what differs is the bytes that are signed. The record keeps the 64
bytes of the signature; `armored` gives back the file that `ssh-keygen -Y verify` reads.
"""

import base64
import hashlib
import struct
import subprocess
from pathlib import Path

from holdfire.errors import RecordError
from holdfire.record import base64s

NAMESPACE = "holdfire"
_TYPE = b"ssh-ed25519"
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"


def signed_bytes(message: bytes) -> bytes:
    """What ssh-keygen signs for a message."""
    return b"SSHSIG" + b"".join(
        map(_string, (NAMESPACE.encode(), b"", b"sha512", hashlib.sha512(message).digest()))
    )


def sign(message: bytes, key: Path) -> bytes:
    """The signature that ssh-keygen, or its agent, makes with a key. Raises RecordError in its words."""
    command = ["ssh-keygen", "-q", "-Y", "sign", "-n", NAMESPACE, "-f", str(key)]
    try:
        done = subprocess.run(command, input=message, capture_output=True, check=False)
    except OSError as problem:
        raise RecordError(
            f"ssh-keygen cannot be run: {problem.strerror}. Install openssh-client."
        ) from problem
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise RecordError(f"ssh-keygen did not sign with {key}: {said[-1] if said else 'no reason given'}.")
    return read(done.stdout.decode("ascii", "replace"))


def read(armored: str) -> bytes:
    """The signature in a file that ssh-keygen wrote. Raises RecordError where it is not one of ours."""
    return signed(armored)[1]


def signed(armored: str) -> tuple[bytes, bytes]:
    """The public key that a file of ssh-keygen names, and its signature. Raises RecordError, as `read`."""
    try:
        lines = armored.strip().splitlines()
        if lines[0] != _BEGIN or lines[-1] != _END:
            raise ValueError(lines[0])
        data = base64.b64decode("".join(lines[1:-1]), validate=True)
        if data[:10] != b"SSHSIG" + struct.pack(">I", 1):
            raise ValueError("version")
        public, namespace, _, digest, signature = _strings(data[10:])
        (kind, key), (form, raw) = _strings(public), _strings(signature)
        if (namespace, digest, kind, form) != (NAMESPACE.encode(), b"sha512", _TYPE, _TYPE):
            raise ValueError("form")
        if (len(key), len(raw)) != (32, 64):
            raise ValueError("length")
        return key, raw
    except (ValueError, IndexError, struct.error) as problem:
        raise RecordError(
            "This is no signature for the record: sign with an ed25519 key, in the namespace holdfire."
        ) from problem


def armored(public: bytes, signature: bytes) -> str:
    """The file that `ssh-keygen -Y verify -n holdfire` reads."""
    blob = (
        b"SSHSIG"
        + struct.pack(">I", 1)
        + b"".join(
            map(
                _string,
                (
                    _string(_TYPE) + _string(public),
                    NAMESPACE.encode(),
                    b"",
                    b"sha512",
                    _string(_TYPE) + _string(signature),
                ),
            )
        )
    )
    text = base64s.encode(blob)
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    return "\n".join([_BEGIN, *lines, _END, ""])


def public_key(line: str) -> bytes:
    """The Ed25519 key in a line of an SSH public key file. Raises RecordError for another kind."""
    try:
        kind, text = line.split()[:2]
        inner, key = _strings(base64s.decode(text))
        if kind != _TYPE.decode() or inner != _TYPE or len(key) != 32:
            raise ValueError(kind)
        return key
    except (ValueError, struct.error) as problem:
        raise RecordError(
            "This is no SSH key the record can use: make one with ssh-keygen -t ed25519."
        ) from problem


def public_line(public: bytes) -> str:
    """A key as a line of an SSH public key file."""
    return f"{_TYPE.decode()} {base64s.encode(_string(_TYPE) + _string(public))}"


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _strings(data: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if at + 4 + length > len(data):
            raise ValueError("cut short")
        found.append(data[at + 4 : at + 4 + length])
        at += 4 + length
    return found
