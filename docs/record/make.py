"""Writes what this folder publishes for other implementations: JSON Schemas, and a whole record to verify.

    python docs/record/make.py [FOLDER]

The record has one entry of every kind, each made from its type alone, so its words mean nothing; keys and
times are fixed, so the same code gives the same bytes. Never use its keys: they are in this file.
"""

import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from nacl.signing import SigningKey

from holdfire.record import base64s, entries, envelope, folder, note, schemas
from holdfire.record.access import ShreddingConfirmed, confirmed, receipt_text
from holdfire.record.entries import (
    Entry,
    Genesis,
    KeyGranted,
    KeyRevoked,
    KeysChanged,
    PasskeyGranted,
    Payload,
    Root,
    RootsSet,
    Seen,
)
from holdfire.record.log import Tail
from holdfire.record.merkle import EMPTY, leaf_hash
from holdfire.record.policy import Policy
from holdfire.record.policy import write as write_policy
from holdfire.record.roots import TOGETHER
from holdfire.record.tiles import Tree

HERE = Path(__file__).parent
ORIGIN = "holdfire/example/00000000"
AUTHOR = "analyst"
ROOT = "root:operator"
BY_HAND = (
    Genesis,
    KeyGranted,
    KeyRevoked,
    KeysChanged,
    PasskeyGranted,
    RootsSet,
    ShreddingConfirmed,
)  # see `book`
TEXTS = {
    r"\A[0-9a-f]{64}\Z": lambda n: hashlib.sha256(b"%d" % n).hexdigest(),
    r"\A[A-Za-z0-9+/]{43}=\Z": lambda n: base64s.encode(hashlib.sha256(b"%d" % n).digest()),
    r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z": lambda n: "2021-10-21",
    r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z": lambda n: "2021-10-21T12:00:00Z",
    r"\A(?:[ERV][1-9][0-9]{0,3}|A)\Z": lambda n: "E1",
    r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z": lambda n: "01234567-89ab-4cde-8f01-23456789abcd",
    r"\AP-[0-9a-f]{10}\Z": lambda n: f"P-{hashlib.sha256(b'%d' % n).hexdigest()[:10]}",
    r"\A[a-z0-9][a-z0-9._-]{0,63}\Z": lambda n: "example",
    r"\A[0-9a-f]{16}\Z": lambda n: hashlib.sha256(b"%d" % n).hexdigest()[:16],
    r"\A[A-Za-z0-9+/]+={0,2}\Z": lambda n: base64s.encode(b"example"),
    r"\A[+-][0-9]{2}:[0-9]{2}\Z": lambda n: "+04:00",
}


class Made:
    """Values of a type, each allowed by its limits and told apart by a count."""

    def __init__(self) -> None:
        self._count = 0

    def of(self, kind: Any) -> Any:
        """One value in plain form. Raises ValueError for a type nobody thought of."""
        self._count += 1
        match kind:
            case msgspec.inspect.StrType(pattern=str(pattern)):
                if pattern not in TEXTS:
                    raise ValueError(f"say in TEXTS what a text of the form {pattern} looks like")
                return TEXTS[pattern](self._count)
            case msgspec.inspect.StrType():
                return "example"
            case msgspec.inspect.IntType():
                return max(kind.ge or 0, 1) if kind.le is None else min(max(kind.ge or 0, 1), kind.le)
            case msgspec.inspect.BoolType():
                return True
            case msgspec.inspect.LiteralType():
                return kind.values[0]
            case msgspec.inspect.VarTupleType():
                return [self.of(kind.item_type) for _ in range(max(kind.min_length or 0, 1))]
            case msgspec.inspect.TupleType():
                return [self.of(one) for one in kind.item_types]
            case msgspec.inspect.UnionType():
                return self.of(next(t for t in kind.types if not isinstance(t, msgspec.inspect.NoneType)))
            case msgspec.inspect.StructType():
                tag = {kind.tag_field: kind.tag} if kind.tag_field else {}
                return tag | {field.encode_name: self.of(field.type) for field in kind.fields}
        raise ValueError(f"no example is made of {kind}")

    def entry(self, kind: type) -> Entry:
        """One entry of a kind."""
        return msgspec.convert(self.of(msgspec.inspect.type_info(kind)), kind)


class Book:
    """The example's record in memory."""

    def __init__(self) -> None:
        self.log = note.Signer.generate(ORIGIN, SigningKey(_seed("log")))
        self.keys = {
            ROOT: SigningKey(_seed("root")),
            TOGETHER: SigningKey(_seed("root")),  # one root is enough here, so it speaks for all
            AUTHOR: SigningKey(_seed("author")),
            "second": SigningKey(_seed("second")),
        }
        self.entries: list[bytes] = []
        self.kept: dict[tuple[int, int], bytes] = {}
        self.note = ""
        self._last: dict[str, tuple[int, str]] = {}
        self._root = EMPTY

    def write(self, entry: Entry, author: str) -> None:
        """Appends an entry as an instance would."""
        seq, previous = self._last.get(author, (-1, None))
        payload = Payload(
            log=ORIGIN, author=author, seat="", seq=seq + 1, previous=previous,
            seen=Seen(size=len(self.entries), root=base64s.encode(self._root)),
            claimed="2021-10-21T00:00:00Z", entry=entry,
        )  # fmt: skip
        data = envelope.seal(entries.encode(payload), [envelope.sign_with(self.keys[author])])
        growth = Tail(self, len(self.entries)).grow([data], self.log)
        self.entries.append(data)
        self.kept |= growth.tiles
        self.note, self._root = growth.note, growth.checkpoint.root
        self._last[author] = seq + 1, leaf_hash(data).hex()

    def size(self) -> int:
        """How many entries it has."""
        return len(self.entries)

    def envelopes(self, start: int, stop: int) -> Iterator[bytes]:
        """The entries from start up to stop."""
        return iter(self.entries[start:stop])

    def tiles(self) -> Iterator[tuple[int, int, bytes]]:
        """Every tile."""
        return ((level, index, data) for (level, index), data in self.kept.items())

    def checkpoints(self) -> Iterator[str]:
        """The one checkpoint."""
        yield self.note

    def tile(self, level: int, index: int, width: int) -> bytes:
        """A tile of its tree."""
        return self.kept.get((level, index), b"")

    def public(self, author: str) -> str:
        """An author's public key as entries spell it."""
        return base64s.encode(bytes(self.keys[author].verify_key))


def book() -> Book:
    """The example's record: one entry of every kind."""
    made, found = Made(), Book()
    root = Root(name=ROOT, key=found.public(ROOT))
    found.write(Genesis(theatre="example", vkey=found.log.vkey, roots=(root,), threshold=1), ROOT)
    found.write(KeyGranted(author=AUTHOR, key=found.public(AUTHOR), custody="author"), ROOT)
    for kind in sorted(Entry.__args__, key=lambda k: k.__struct_config__.tag):  # type: ignore[attr-defined]
        if kind not in BY_HAND:
            found.write(made.entry(kind), AUTHOR)
    found.write(_receipt(found), AUTHOR)
    another = KeyGranted(
        author="observer", key=found.public(AUTHOR), custody="author", expires="2022-10-21T00:00:00Z"
    )
    found.write(KeysChanged(changes=(another, KeyRevoked(author=AUTHOR, reason="rotated"))), TOGETHER)
    found.write(
        RootsSet(roots=(root, Root(name="root:second", key=found.public("second"))), threshold=1), TOGETHER
    )
    found.write(KeyRevoked(author="observer", reason="left"), ROOT)
    found.write(made.entry(PasskeyGranted), ROOT)
    return found


def _receipt(found: Book) -> ShreddingConfirmed:
    """What a copy of the vault says once it shredded what an entry had shredded."""
    replica = note.Signer.generate("replica.example/vault", SigningKey(_seed("replica")))
    kinds = [json.loads(envelope.unseal(one).payload)["entry"] for one in found.entries]
    of = next(n for n, one in enumerate(kinds) if one["type"] == "report-shredded")
    text = receipt_text(ORIGIN, of, tuple(kinds[of]["objects"]))
    return confirmed(note.sign(text, [replica]), replica.vkey)


def written(to: Path) -> None:
    """Writes schemas, the record's folder, and its entries laid open."""
    for name, schema in (("payload", schemas.payload()), ("envelope", schemas.envelope())):
        folder.replace(to / f"{name}.schema.json", _json(schema))
    shutil.rmtree(to / "example", ignore_errors=True)
    found = book()
    folder.write(found, to / "example", found.note, write_policy(Policy(logs=(found.log.vkey,))))
    opened = []
    for index, data in enumerate(found.entries):
        payload = json.loads(envelope.unseal(data).payload)
        opened.append({
            "index": index,
            "kind": payload["entry"]["type"],
            "leaf": leaf_hash(data).hex(),
            "inclusion": [one.hex() for one in Tree(found.size(), found.tile).inclusion(index)],
            "payload": payload,
            "envelope": json.loads(data),
        })  # fmt: skip
    folder.replace(to / "example" / "opened.json", _json({"vkey": found.log.vkey, "entries": opened}))


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _seed(what: str) -> bytes:
    return hashlib.sha256(f"holdfire example {what}".encode()).digest()


if __name__ == "__main__":
    written(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
