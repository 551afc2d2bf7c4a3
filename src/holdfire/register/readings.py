"""Readings that are kept, so that a rebuild need not open and read every report again.

Whatever is kept here is a function of what its name is made of: the report's id, which is its bytes, the
date, the theatre, and everything that reads. Each is sealed under a key that the home's keys give
(XChaCha20-Poly1305, with its name and report beside it), so whoever can write into the database and has no
key can neither read one, change one, nor put one in another's place: what does not open is read anew. What
is shredded goes from here with it.
"""

import hashlib
import secrets
import zlib
from collections.abc import Iterable, Sequence

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError

from holdfire.record.vault import Vault
from holdfire.register.models import Entry, KeptReading

NONCE = 24
AT_ONCE = 500


class Kept:
    """What is kept of these reports, and what was added since it was looked up."""

    def __init__(self, vault: Vault, reports: Sequence[str] = ()) -> None:
        self._key = vault.key_for("readings")
        self._held: dict[str, tuple[str, bytes]] = {}
        self._used: set[str] = set()
        self.added: list[KeptReading] = []
        for n in range(0, len(reports), AT_ONCE):
            rows = KeptReading.objects.order_by().filter(report__in=reports[n : n + AT_ONCE])
            for name, report, sealed in rows.values_list("name", "report", "sealed"):
                self._held[name] = (report, bytes(sealed))

    def find(self, report: str, *made_of: str) -> bytes | None:
        """What is kept under this name; None where nothing is, or nothing that was sealed here."""
        name = self._name(report, made_of)
        _, sealed = self._held.get(name, ("", b""))
        try:
            data = crypto_aead_xchacha20poly1305_ietf_decrypt(
                sealed[NONCE:], f"{name} {report}".encode(), sealed[:NONCE], self._key
            )
        except (CryptoError, ValueError, TypeError):
            self._held.pop(name, None)
            return None
        self._used.add(name)
        return zlib.decompress(data)

    def holds(self, report: str, *made_of: str) -> bool:
        """Whether something lies under this name."""
        return self._name(report, made_of) in self._held

    def add(self, data: bytes, report: str, *made_of: str) -> None:
        """Keeps this under its name, from the next `store` on."""
        name, nonce = self._name(report, made_of), secrets.token_bytes(NONCE)
        sealed = nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(
            zlib.compress(data, 1), f"{name} {report}".encode(), nonce, self._key
        )
        self._used.add(name)
        self._held[name] = (report, sealed)
        self.added.append(KeptReading(name=name, report=report, sealed=sealed))

    def drop(self, report: str) -> None:
        """Holds nothing of a report any more, nor what was added of it."""
        self._held = {name: held for name, held in self._held.items() if held[0] != report}
        self.added = [row for row in self.added if row.report != report]

    def stale(self) -> list[str]:
        """The names of what nobody asked for: once all is replayed, what an earlier reader left."""
        return sorted(self._held.keys() - self._used)

    def _name(self, report: str, made_of: Iterable[str]) -> str:
        text = "\n".join([report, *made_of]).encode()
        return hashlib.blake2b(text, key=self._key, digest_size=32).hexdigest()


def store(added: Sequence[KeptReading]) -> None:
    """Writes what was added, but of what was shredded since nothing; the caller holds the write lock."""
    for n in range(0, len(added), AT_ONCE):
        some = added[n : n + AT_ONCE]
        of = [row.report for row in some]
        gone = Entry.objects.filter(kind="report-shredded", subject__in=of).values_list("subject", flat=True)
        shredded = set(gone)
        KeptReading.objects.bulk_create(
            [row for row in some if row.report not in shredded],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["report", "sealed"],
        )


def sweep(stale: Sequence[str]) -> None:
    """Drops what is kept under these names; the caller holds the write lock."""
    for n in range(0, len(stale), AT_ONCE):
        KeptReading.objects.filter(name__in=stale[n : n + AT_ONCE]).delete()


def forget(report: str) -> None:
    """Drops what is kept of a report; the caller holds the write lock."""
    KeptReading.objects.filter(report=report).delete()
