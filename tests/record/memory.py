"""A record in memory, written with keys of its own: what the tests verify, prove and damage."""

from collections.abc import Iterator
from datetime import UTC, datetime

from nacl.signing import SigningKey

from holdfire.record import base64s, entries, envelope
from holdfire.record.entries import DateSet, Entry, Genesis, KeyGranted, Payload, Root, Seen
from holdfire.record.log import grown
from holdfire.record.merkle import EMPTY, leaf_hash
from holdfire.record.note import Signer

DAY = datetime(2021, 10, 21, 12, 0, tzinfo=UTC)
ROOT = "root:operator"


def written_date(n: int) -> DateSet:
    """One small entry's content."""
    return DateSet(report=f"{n:064x}", published="2021-10-21")


class MemoryStore:
    """Entries, tiles and checkpoints as plain lists, free to be damaged."""

    def __init__(self) -> None:
        self.entries: list[bytes] = []
        self.kept: dict[tuple[int, int], bytes] = {}
        self.notes: list[str] = []

    def size(self) -> int:
        return len(self.entries)

    def envelopes(self, start: int, stop: int) -> Iterator[bytes]:
        return iter(self.entries[start:stop])

    def tile(self, level: int, index: int, width: int) -> bytes:
        return self.kept.get((level, index), b"")

    def tiles(self) -> Iterator[tuple[int, int, bytes]]:
        return ((level, index, data) for (level, index), data in self.kept.items())

    def checkpoints(self) -> Iterator[str]:
        return iter(self.notes)


class Writer:
    """Writes a record in memory as an instance would, and signs whatever a test wants signed."""

    def __init__(self, origin: str = "holdfire/test/1") -> None:
        self.store = MemoryStore()
        self.log = Signer.generate(origin)
        self.keys: dict[str, SigningKey] = {ROOT: SigningKey.generate()}
        self._last: dict[str, tuple[int, bytes]] = {}
        self._root = EMPTY

    def begin(self) -> "Writer":
        """The genesis, and a key for one analyst."""
        root = Root(name=ROOT, key=self.public(ROOT))
        self.write(Genesis(theatre="test", vkey=self.log.vkey, roots=(root,), threshold=1), ROOT)
        self.grant("analyst")
        return self

    def grant(self, author: str, seat: str = "") -> None:
        """Grants an author a key."""
        self.keys.setdefault(author, SigningKey.generate())
        grant = KeyGranted(author=author, seat=seat, key=self.public(author), custody="operator")
        self.write(grant, ROOT)

    def date(self, n: int = 0, author: str = "analyst") -> bytes:
        """One small entry."""
        return self.write(written_date(n), author)

    def dates(self, count: int, author: str = "analyst") -> None:
        """So many small entries of one transaction: one checkpoint over all."""
        written = []
        for n in range(count):
            written.append(self.sealed(written_date(n), author))
            self._take_in(written[-1])
        self.append(*written)

    def write(self, entry: Entry, author: str, **head: object) -> bytes:
        """Appends an entry; `head` puts in what the writer would have put otherwise."""
        data = self.sealed(entry, author, **head)
        self.append(data)
        self._take_in(data)
        return data

    def _take_in(self, data: bytes) -> None:
        payload = entries.decode(envelope.unseal(data).payload)
        self._last[payload.author] = payload.seq, leaf_hash(data)

    def sealed(
        self,
        entry: Entry,
        author: str,
        *,
        key: SigningKey | None = None,
        by: tuple[str, ...] = (),
        **head: object,
    ) -> bytes:
        """The envelope of an entry in its author's next place, signed by the author or by these."""
        seq, leaf = self._last.get(author, (-1, None))
        given = {
            "log": self.log.name,
            "author": author,
            "seq": seq + 1,
            "previous": leaf.hex() if leaf else None,
            "seen": Seen(size=self.store.size(), root=base64s.encode(self._root)),
            "claimed": entries.spell(DAY),
            "entry": entry,
        }
        payload = Payload(**(given | head))  # type: ignore[arg-type]
        keys = [self.keys[one] for one in by] or [key or self.keys[author]]
        return envelope.seal(entries.encode(payload), [envelope.sign_with(one) for one in keys])

    def append(self, *data: bytes) -> None:
        """Appends any bytes, with tiles and a checkpoint over them."""
        growth = grown(self.store, self.store.size(), data, self.log)
        self.store.entries += data
        self.store.kept |= growth.tiles
        self.store.notes.append(growth.note)
        self._root = growth.checkpoint.root

    def public(self, author: str) -> str:
        """An author's public key."""
        return base64s.encode(bytes(self.keys[author].verify_key))
