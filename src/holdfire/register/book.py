"""What the record says about keys, as it stands: whose key signs, by which device, and which roots grant.

Read from its entries at the first need and remembered, until the record is found to be another than it was.
"""

from collections.abc import Iterator

from django.db.models import Q

from holdfire.record import entries, envelope, roots
from holdfire.record.entries import (
    Entry,
    Genesis,
    KeyChange,
    KeyGranted,
    KeyRevoked,
    PasskeyGranted,
    RootsSet,
)
from holdfire.record.roots import Roots
from holdfire.register import models


class Book:
    """The keys of one record."""

    def __init__(self) -> None:
        self._said: dict[str, KeyGranted | KeyRevoked] = {}  # author: what was said last about the key
        self._passkeys: dict[str, PasskeyGranted | None] = {}
        self._roots: Roots | None = None

    def take_in(self, entry: Entry) -> None:
        """Takes in what an entry that was just appended says about keys."""
        for change in entries.key_changes(entry):
            if isinstance(change, PasskeyGranted):
                self._passkeys[change.author] = change
            else:
                self._said[change.author] = change
                if isinstance(change, KeyRevoked):
                    self._passkeys[change.author] = None
        if isinstance(entry, Genesis | RootsSet):
            self._roots = roots.named(entry)

    def key_of(self, author: str) -> KeyGranted | KeyRevoked | None:
        """What was said last about an author's key."""
        if author in self._said:
            return self._said[author]
        said = next(self.said_of(author), None)
        if said is not None:
            self._said[author] = said
        return said

    def said_of(self, author: str) -> Iterator[KeyGranted | KeyRevoked]:
        """Everything said about an author's key, latest first."""
        for said in self._changes(author, "key-granted"):
            if not isinstance(said, PasskeyGranted):
                yield said

    def passkey_of(self, author: str) -> PasskeyGranted | None:
        """The passkey that signs for an author, as the record says."""
        if author not in self._passkeys:
            said = (
                one for one in self._changes(author, "passkey-granted") if not isinstance(one, KeyGranted)
            )
            found = next(said, None)
            self._passkeys[author] = found if isinstance(found, PasskeyGranted) else None
        return self._passkeys[author]

    def _changes(self, author: str, kind: str) -> Iterator[KeyChange]:
        alone = Q(kind__in=(kind, "key-revoked"), subject=author)
        rows = models.Entry.objects.filter(alone | Q(kind="keys-changed")).order_by("-index")
        for row in rows.iterator():
            for said in entries.key_changes(_entry(bytes(row.envelope))):
                if said.author == author:
                    yield said

    def roots(self) -> Roots:
        """Who may grant and revoke, as the record says; before it begins, nobody."""
        if self._roots is None:
            row = models.Entry.objects.filter(kind__in=("genesis", "roots-set")).order_by("-index").first()
            found = _entry(bytes(row.envelope)) if row else None
            self._roots = roots.named(found) if isinstance(found, Genesis | RootsSet) else roots.NONE
        return self._roots


def _entry(data: bytes) -> Entry:
    return entries.decode(envelope.unseal(data).payload).entry
