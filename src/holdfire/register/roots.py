"""What the roots sign together: written as a file, carried to each of them, and appended when enough signed.

The file is exactly what is signed, and can be read: the payload of an entry behind its type and lengths. Each
root signs it offline with `ssh-keygen -Y sign -n holdfire`. Where this machine's own root is one of them, it
signs when the entry is appended.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from holdfire.errors import RecordError, RegisterError
from holdfire.record import asked, base64s, entries, envelope, roots, sshsig
from holdfire.record.entries import (
    Genesis,
    KeyChange,
    KeyGranted,
    KeyRevoked,
    KeysChanged,
    Payload,
    Root,
    RootsSet,
)
from holdfire.record.folder import replace
from holdfire.record.roots import TOGETHER, Roots
from holdfire.register import cosigning
from holdfire.register.instance import CEREMONY, Instance, open_instance
from holdfire.register.writing import writing

PREFIX = "root:"  # no account is named so


def begin(given: Mapping[str, str], threshold: int) -> bytes:
    """The beginning of a record whose roots are these: what they all sign. Nothing is written until then.

    `given` are names and lines of SSH public key files. Raises RegisterError where the record has begun.
    """
    instance = open_instance()
    if instance.store.size():
        raise RegisterError(
            "This record has begun, and its roots with it: hand it over to others with "
            "holdfire key propose roots."
        )
    genesis = Genesis(
        theatre=instance.theatre.id, vkey=instance.vkey, roots=_roots(given), threshold=threshold
    )
    _named(genesis)
    with writing():
        drafted = _drafted(instance, genesis)
    replace(instance.home / CEREMONY, drafted)
    return drafted


def abandon() -> None:
    """Gives a ceremony up: the next entry begins the record with this machine's own root."""
    try:
        (open_instance().home / CEREMONY).unlink()
    except FileNotFoundError:
        raise RegisterError("No ceremony was begun here: there is nothing to give up.") from None


def propose(changes: Iterable[KeyChange], onto: bytes | None = None) -> bytes:
    """What the roots sign to grant and revoke; `onto` is an earlier proposal that these changes join.

    Raises RegisterError for a change that could not stand.
    """
    instance = open_instance()
    known = entries.key_changes(asked.read(onto).entry) if onto is not None else ()
    if onto is not None and not known:
        raise RegisterError("That file says nothing about authors' keys: write the proposal to another one.")
    all_of_them = (*known, *changes)
    _check(instance, all_of_them)
    entry = all_of_them[0] if len(all_of_them) == 1 else KeysChanged(changes=all_of_them)
    with writing():
        return _drafted(instance, entry)


def propose_roots(given: Mapping[str, str], threshold: int) -> bytes:
    """What the roots sign to put these in their own place."""
    instance = open_instance()
    entry = RootsSet(roots=_roots(given), threshold=threshold)
    _named(entry)
    with writing():
        return _drafted(instance, entry)


def seal(signed: bytes, signatures: Mapping[str, str]) -> int:
    """Appends what the roots signed; `signatures` are files of ssh-keygen by their names. Gives its number.

    Raises RegisterError or RecordError in one sentence where a signature is missing, doubled, by nobody
    that counts or over something else, and where the record has gone on since it was written.
    """
    instance = open_instance()
    payload = asked.read(signed)
    now = roots.named(payload.entry) if isinstance(payload.entry, Genesis) else instance.book.roots()
    coming = roots.named(payload.entry) if isinstance(payload.entry, RootsSet) else None
    known = {key: name for one in (coming, now) if one for name, key in one.keys.items()}
    made: dict[bytes, envelope.Sign] = {}
    for file, text in signatures.items():
        key, signature = _checked(known, signed, file, text)
        if key in made:
            raise RegisterError(f"Two of the signatures are by “{known[key]}”: each root signs once.")
        made[key] = _as(key, signature)
    own = instance.root_key
    if bytes(own.verify_key) in known:
        made.setdefault(bytes(own.verify_key), envelope.sign_with(own))
    _enough(known, set(made), now, coming, everyone=isinstance(payload.entry, Genesis))
    sealed = envelope.seal(envelope.payload_of(signed), made.values())
    with writing():
        cosigning.start(instance)
        _check_place(instance, payload)
        number = instance.append_sealed(sealed)
    if isinstance(payload.entry, Genesis):
        (instance.home / CEREMONY).unlink(missing_ok=True)
    return number


def _roots(given: Mapping[str, str]) -> tuple[Root, ...]:
    return tuple(
        Root(name=f"{PREFIX}{name}", key=base64s.encode(sshsig.public_key(line)))
        for name, line in given.items()
    )


def _named(entry: Genesis | RootsSet) -> Roots:
    try:
        return roots.named(entry)
    except RecordError:
        raise RegisterError(
            "Each root has a name and a key of its own, and no more must sign than there are roots: "
            "mend --root or --threshold."
        ) from None


def _drafted(instance: Instance, entry: entries.Entry) -> bytes:
    payload = instance.drafted(entry, TOGETHER, datetime.now(UTC))
    return envelope.signed_bytes(entries.encode(payload))


def _check(instance: Instance, changes: tuple[KeyChange, ...]) -> None:
    """Refuses what no verifier would take."""
    for change in changes:
        if change.author.startswith(PREFIX):
            raise RegisterError(f"“{change.author}” is a root: holdfire key propose roots changes those.")
        known = isinstance(instance.book.key_of(change.author), KeyGranted)
        if isinstance(change, KeyRevoked) and not known and instance.book.passkey_of(change.author) is None:
            raise RegisterError(f"“{change.author}” has no key to revoke: holdfire key list shows who has.")
    if len({change.author for change in changes}) < len(changes):
        raise RegisterError("An author is named twice: one change each, or sign one after the other.")


def _check_place(instance: Instance, payload: Payload) -> None:
    match payload.entry:
        case _ if payload.author != TOGETHER:
            raise RegisterError(f"“{payload.author}” is to sign this alone, and not the roots together.")
        case Genesis() as genesis:
            if instance.store.size():
                raise RegisterError("This record has begun already, without the signatures over this file.")
            if (genesis.theatre, genesis.vkey) != (instance.theatre.id, instance.vkey):
                raise RegisterError("This begins another record, not the one in this folder.")
        case RootsSet():
            pass
        case entry if changes := entries.key_changes(entry):
            _check(instance, changes)
        case _:
            raise RegisterError("The roots together only grant and revoke keys, and set who they are.")


def _checked(known: Mapping[bytes, str], signed: bytes, file: str, text: str) -> tuple[bytes, bytes]:
    """The key and signature in a file of ssh-keygen."""
    try:
        key, signature = sshsig.signed(text)
    except RecordError as problem:
        raise RecordError(f"{file}: {problem}") from problem
    if key not in known:
        raise RegisterError(f"The signature in {file} is by a key that is none of the roots.")
    id = envelope.SSH + envelope.key_id(key)
    if not envelope.signed_by(key, envelope.payload_of(signed), signature, id):
        raise RegisterError(
            f"The signature of “{known[key]}” in {file} is not over this file: sign it again."
        )
    return key, signature


def _as(key: bytes, signature: bytes) -> envelope.Sign:
    return lambda payload: (envelope.SSH + envelope.key_id(key), signature)


def _enough(
    known: Mapping[bytes, str], by: set[bytes], now: Roots, coming: Roots | None, *, everyone: bool
) -> None:
    """Refuses too few signatures, naming who could still sign.

    Everybody signs a beginning, and every new root its own entry into office: so a key that was written down
    wrong, or that nobody holds, shows at the table and not when it is needed.
    """
    needed = len(now.keys) if everyone else now.threshold
    old = set(now.keys.values())
    if len(by & old) < needed:
        missing = ", ".join(known[key] for key in now.keys.values() if key not in by)
        raise RegisterError(
            f"{needed} of the roots must sign this and {len(by & old)} did: have it signed by {missing}."
        )
    if coming and (still := [name for name, key in coming.keys.items() if key not in by | old]):
        raise RegisterError(f"Every new root signs as well, and {', '.join(still)} did not: have it signed.")
