"""Checkpoints (C2SP tlog-checkpoint): origin, size and root of the tree, as the text of a signed note."""

import re

import msgspec

from holdfire.errors import RecordError
from holdfire.record import base64s, note
from holdfire.record.merkle import SIZE


class Checkpoint(msgspec.Struct, frozen=True):
    """What the log says of itself at one moment."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The text that is signed."""
        lines = [self.origin, str(self.size), base64s.encode(self.root), *self.extensions]
        return "".join(f"{one}\n" for one in lines)


def read(text: str) -> Checkpoint:
    """A note's text as a checkpoint. Raises RecordError where it is none."""
    lines = text.split("\n")
    try:
        origin, size, root, *extensions, end = lines
        if end or not origin or not all(extensions) or not re.fullmatch(r"0|[1-9][0-9]{0,18}", size):
            raise ValueError(text)
        found = Checkpoint(origin, int(size), base64s.decode(root), tuple(extensions))
    except ValueError as problem:
        raise RecordError("This is no checkpoint: its lines are origin, size and root.") from problem
    if len(found.root) != SIZE:
        raise RecordError("This is no checkpoint: its root is not a SHA-256 hash.")
    return found


def opened(signed: str, verifier: note.Verifier) -> Checkpoint:
    """The checkpoint in a note that the log signed. Raises RecordError otherwise."""
    found = read(note.verified(signed, verifier))
    if found.origin != verifier.name:
        raise RecordError(f"The checkpoint is of “{found.origin}”, not of {verifier.name}.")
    return found
