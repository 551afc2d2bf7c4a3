"""Whose keys sign: granted, rotated and revoked by the root, each as an entry on the record."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec
from msgspec import UNSET

from holdfire.errors import RegisterError
from holdfire.record import base64s, entries, envelope, passkeys, sshsig
from holdfire.record.entries import KeyGranted, KeyRevoked, PasskeyGranted
from holdfire.register.instance import open_instance
from holdfire.register.models import Entry
from holdfire.register.writing import writing

KINDS = ("key-granted", "passkey-granted", "key-revoked", "keys-changed")
# What a person decides alone and at once, where nobody may be able to have signed it but they.
DECISIVE = (
    "claim-decided", "inquiry-judged", "inquiry-published", "inquiry-erratum-reviewed",
    "inquiry-appeal-decided",
)  # fmt: skip
Reason = Literal["rotated", "left", "lost", "compromised"]


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """What was said last about an author's key, and in which entry."""

    author: str
    entry: int
    seat: str = ""
    custody: str = ""
    public: str = ""  # as a line of an SSH public key file
    revoked: str = ""  # why, where it was
    expires: str = ""  # the moment from which on it signs no more
    passkeys: tuple[str, ...] = ()  # fingerprints of the devices that sign some of it, or all
    by_passkey: tuple[str, ...] = ()  # the kinds of entries they sign; none named: all


def keys() -> tuple[Key, ...]:
    """Every author's key as it stands."""
    found: dict[str, Key] = {}
    for row in Entry.objects.filter(kind__in=KINDS).order_by("index"):
        entry = entries.decode(envelope.unseal(bytes(row.envelope)).payload).entry
        for said in entries.key_changes(entry):
            before = found.get(said.author, Key(author=said.author, entry=row.index))
            now = msgspec.structs.replace(before, entry=row.index)
            match said:
                case KeyGranted():
                    now = msgspec.structs.replace(
                        now, seat=said.seat, custody=said.custody, expires=said.expires or "", revoked="",
                        public=sshsig.public_line(base64s.decode(said.key)),
                    )  # fmt: skip
                case PasskeyGranted():
                    fingerprints = tuple(map(passkeys.key_id, said.keys))
                    now = msgspec.structs.replace(
                        now, seat=said.seat, passkeys=fingerprints, by_passkey=said.kinds, revoked=""
                    )
                case KeyRevoked():
                    now = msgspec.structs.replace(now, revoked=said.reason, passkeys=(), by_passkey=())
            found[said.author] = now
    return tuple(found[author] for author in sorted(found))


def grant(author: str, seat: str = "", ssh: str = "", expires: datetime | None = None) -> int:
    """Grants an author a key: the SSH key of this public line, or without one a fresh key kept here."""
    with writing():
        return open_instance().append_as_root(grant_of(author, seat, ssh, expires))


def grant_of(author: str, seat: str = "", ssh: str = "", expires: datetime | None = None) -> KeyGranted:
    """What grants an author a key, still to be signed by the roots; a fresh key kept here signs only then.

    From `expires` on, in UTC where it says no zone, the key signs no more.
    """
    until = _until(expires) if expires else UNSET
    if ssh:
        public = base64s.encode(sshsig.public_key(ssh))
        return KeyGranted(author=author, seat=seat, key=public, custody="author", expires=until)
    key = open_instance().coming_key(author)
    return KeyGranted(author=author, seat=seat, key=key, custody="operator", expires=until)


def passkey_of(
    author: str, seat: str, keys: tuple[str, ...], site: str, *, everything: bool = False
) -> PasskeyGranted:
    """What grants an author's devices, still to be signed by the roots: decisive acts, or everything.

    `keys` are COSE public keys in base64, `site` the relying party's id they were registered with.
    """
    if not keys:
        raise RegisterError(
            f"“{author}” has no passkey: they add one under Security, signed in to the pages."
        )
    return PasskeyGranted(
        author=author, seat=seat, keys=keys, site=site, kinds=() if everything else DECISIVE
    )


def grant_passkey(
    author: str, seat: str, keys: tuple[str, ...], site: str, *, everything: bool = False
) -> int:
    """Has an author's devices sign decisive acts from here on, or everything."""
    with writing():
        given = passkey_of(author, seat, keys, site, everything=everything)
        return open_instance().append_as_root(given)


def _until(expires: datetime) -> str:
    at = expires if expires.tzinfo else expires.replace(tzinfo=UTC)
    if at <= datetime.now(UTC):
        raise RegisterError(f"A key cannot expire {entries.spell(at)}, which is past: name a later day.")
    return entries.spell(at)


def revoke(author: str, reason: str, doubt_from: int | None = None) -> int:
    """Revokes an author's key. Raises RegisterError where there is none, or the window is no window."""
    with writing():
        return open_instance().append_as_root(revocation_of(author, reason, doubt_from))


def revocation_of(author: str, reason: str, doubt_from: int | None = None) -> KeyRevoked:
    """What revokes an author's key, still to be signed by the roots. Raises RegisterError, as `revoke`."""
    because = reason_of(reason)
    instance = open_instance()
    if not isinstance(instance.book.key_of(author), KeyGranted) and instance.book.passkey_of(author) is None:
        raise RegisterError(f"“{author}” has no key to revoke: holdfire key list shows who has.")
    if doubt_from is not None and not 0 <= doubt_from <= instance.store.size():
        raise RegisterError(f"There is no entry {doubt_from} yet: name the first one in doubt.")
    return KeyRevoked(author=author, reason=because, doubt_from=doubt_from)


def reason_of(text: str) -> Reason:
    """A reason to revoke a key. Raises RegisterError for another."""
    if text not in get_args(Reason):
        raise RegisterError(f"“{text}” is no reason: use one of {', '.join(get_args(Reason))}.")
    known: Any = text
    found: Reason = known
    return found


def rotate(author: str) -> int:
    """Revokes the key kept here for an author and grants a fresh one, in one transaction."""
    instance = open_instance()
    last = instance.book.key_of(author)
    if not isinstance(last, KeyGranted) or last.custody != "operator":
        raise RegisterError(f"No key of “{author}” is kept here: they rotate their own, and it is granted.")
    with writing():
        revoke(author, "rotated")
        until = entries.moment(last.expires) if last.expires else None
        return grant(author, last.seat, expires=until)


def sign_with(author: str, key: Path) -> None:
    """Lets an author sign in this process with an SSH key of their own."""
    instance = open_instance()
    granted = instance.book.key_of(author)
    if not isinstance(granted, KeyGranted) or granted.custody != "author":
        raise RegisterError(
            f"“{author}” was granted no key of their own: holdfire key grant {author} --ssh KEY.pub."
        )
    id = envelope.SSH + envelope.key_id(base64s.decode(granted.key))
    instance.signers[author] = lambda payload: (id, sshsig.sign(envelope.signed_bytes(payload), key))
