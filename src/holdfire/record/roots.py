"""The roots of a record: the keys that grant and revoke together, and how many of them must sign.

What the roots say together stands in a row of its own, whose author is `TOGETHER`, so that it does not matter
which of them signed as long as enough did. A root that signs alone, where one is enough, may keep a row under
its own name. New roots are set as TUF sets them: by as many of the old as had to sign and as many of the new.
"""

from collections.abc import Iterable

import msgspec

from holdfire.errors import RecordError
from holdfire.record import base64s, envelope
from holdfire.record.entries import Genesis, RootsSet
from holdfire.record.envelope import SignedBy

TOGETHER = "root:together"  # the author of what roots sign together; no root and no account is named so


class Roots(msgspec.Struct, frozen=True):
    """Who may grant and revoke."""

    keys: dict[str, bytes]  # name: Ed25519 public key
    threshold: int  # how many must sign together

    def __str__(self) -> str:
        return f"{self.threshold} of the roots {', '.join(self.keys)}"

    def speak_as(self, author: str) -> bool:
        """Whether what this author signs is said by the roots."""
        return author == TOGETHER or author in self.keys


NONE = Roots({}, 0)  # before there is a genesis


def named(entry: Genesis | RootsSet) -> Roots:
    """The roots an entry names. Raises RecordError where they could not sign together."""
    keys = {one.name: base64s.decode(one.key) for one in entry.roots}
    doubled = len(set(keys.values())) != len(entry.roots) or len(keys) != len(entry.roots)
    if doubled or entry.threshold > len(entry.roots):
        raise RecordError("Its roots are doubled, or fewer than must sign together.")
    if TOGETHER in keys:
        raise RecordError(f"It names a root “{TOGETHER}”, which is the name of all of them.")
    return Roots(keys, entry.threshold)


def signers(
    opened: envelope.Opened, keys: Iterable[bytes], by: str, signed_by: SignedBy = envelope.signed_by
) -> set[bytes]:
    """Which of these keys signed. Raises RecordError for a signature by none of them."""
    known = {envelope.key_id(key): key for key in keys}
    found = set()
    for id, signature in opened.signatures:
        key = known.get(id.removeprefix(envelope.SSH))
        if key is None or not signed_by(key, opened.payload, signature, id):
            raise RecordError(forged_by(by))
        found.add(key)
    return found


def forged_by(author: str) -> str:
    """What is said of an entry whose signature does not hold."""
    return f"Its signature is not by “{author}”: it was changed or forged."


def check(
    opened: envelope.Opened,
    roots: Roots,
    author: str,
    new: Roots | None = None,
    signed_by: SignedBy = envelope.signed_by,
) -> int:
    """Holds what the roots say to their number; gives how many signed. Raises RecordError.

    `new` are the roots that it puts in their place, of whom as many sign as will have to.
    """
    old, coming = set(roots.keys.values()), set(new.keys.values()) if new else set()
    signed = signers(opened, old | coming, author, signed_by)
    bears = len(signed & old)
    if bears < roots.threshold or (author in roots.keys and roots.keys[author] not in signed):
        raise RecordError(f"It bears {bears} of the {roots.threshold} signatures it needs.")
    if new and len(signed & coming) < new.threshold:
        raise RecordError(
            f"It bears {len(signed & coming)} of the {new.threshold} signatures it needs of its new roots."
        )
    return len(signed)
