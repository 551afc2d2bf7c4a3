"""Backup and restore of a register while it runs, whatever database it stands on.

A backup is a folder anybody may keep, for nothing in it is in the clear that the record does not say openly:

    backup.json        what it holds, written last: a backup without it, or older than it, is none
    record/            every entry, the tree and the checkpoint, as `holdfire verify --export` reads them
    checkpoints.jsonl  the checkpoints with the cosignatures they got
    moments.age        when entries and checkpoints were written, which the record tells to the day; encrypted
    vault/             the vault's objects and envelopes, encrypted as they lie; what is shredded goes
    accounts.age       who may sign in, encrypted to the vault's key
    keys.age           the keys, encrypted with a passphrase; only where one was given

The register's own tables are not copied: they follow from the record, and restoring makes them anew after
every signature was checked. A restored register is as old as its backup: before it signs anything it asks
the witnesses (the start-up rule in `holdfire.register.cosigning`).
"""

import io
import shutil
import tarfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pyrage
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import transaction
from django.db.models import Model

from holdfire.errors import RecordError, RegisterError
from holdfire.record import base64s, checkpoint, entries, envelope, folder, note, policy
from holdfire.record.folder import FolderStore, replace
from holdfire.record.keys import Keys
from holdfire.record.merkle import SIZE
from holdfire.record.storage import Folder, mirror, storage_at
from holdfire.record.tiles import WIDTH
from holdfire.record.verify import verify
from holdfire.register.instance import Instance, open_instance
from holdfire.register.models import Checkpoint, Entry, Tile
from holdfire.register.rebuild import rebuild
from holdfire.register.store import columns
from holdfire.register.writing import writing

FORM = 1
DEMO = "demonstration"  # the file that marks a home folder as one
BATCH = 500  # entries written at once
Progress = Callable[[int, int], None]
# What a process needs and no record gives: the tables of accounts, by label.
ACCOUNTS = ("auth.user", "mfa.authenticator", "commission.member", "commission.notice")


class Backup(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself."""

    form: int
    theatre: str
    log: str
    size: int
    root: str  # base64
    made_at: str
    objects: int
    keys: bool
    demo: bool = False  # a demonstration stays marked as one


class Kept(msgspec.Struct, frozen=True):
    """A checkpoint as it lies in a backup."""

    size: int
    note: str
    at: datetime  # the day; its moment lies with the others


class Moments(msgspec.Struct, frozen=True):
    """When entries and checkpoints were written, by their number and size: what only this machine knows."""

    entries: dict[int, datetime]
    checkpoints: dict[int, datetime]


def back_up(to: Path, passphrase: str = "") -> Backup:
    """Writes a backup, or brings one there up to date. Raises RecordError, and the former one stands."""
    instance = open_instance()
    try:
        return _back_up(instance, to, passphrase)
    except OSError as problem:
        raise RecordError(
            f"The backup in {to} was not finished ({problem.strerror or problem}): make room, or choose "
            "another place. The former backup there, if any, still restores."
        ) from problem


def _back_up(instance: Instance, to: Path, passphrase: str) -> Backup:
    signed = instance.store.latest()
    head = checkpoint.read(note.parse(signed).text)
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.write(instance.store, to / "record", signed, _policy(instance))
    rows = Checkpoint.objects.filter(size__lte=head.size).order_by("size").values_list("size", "note", "at")
    kept = [Kept(size, note, _day(at)) for size, note, at in rows.iterator()]
    replace(to / "checkpoints.jsonl", b"".join(msgspec.json.encode(one) + b"\n" for one in kept))
    replace(to / "moments.age", pyrage.encrypt(_moments(head.size), [instance.vault_recipient]))
    objects = mirror(instance.vault.storage, Folder(to / "vault"))
    replace(to / "accounts.age", pyrage.encrypt(_accounts(), [instance.vault_recipient]))
    if passphrase:
        replace(to / "keys.age", pyrage.passphrase.encrypt(_packed(instance.home / "keys"), passphrase))
    made = Backup(
        form=FORM,
        theatre=instance.theatre_name,
        log=instance.vkey,
        size=head.size,
        root=base64s.encode(head.root),
        made_at=entries.spell(datetime.now(UTC).replace(microsecond=0)),
        objects=objects,
        keys=(to / "keys.age").exists(),
        demo=(instance.home / DEMO).exists(),
    )
    replace(to / "backup.json", msgspec.json.format(msgspec.json.encode(made)))
    return made


def read(where: Path) -> Backup:
    """What a backup says of itself. Raises RecordError where it is none."""
    try:
        found = msgspec.json.decode((where / "backup.json").read_bytes(), type=Backup)
    except FileNotFoundError:
        raise RecordError(
            f"There is no finished backup in {where}: give the folder in which backup.json lies."
        ) from None
    except (OSError, msgspec.MsgspecError) as problem:
        raise RecordError(f"The backup in {where} cannot be read: {problem}.") from problem
    if found.form != FORM:
        raise RecordError(f"The backup in {where} was made by a later Holdfire: restore it with that one.")
    return found


def lay_out(where: Path, home: Path, passphrase: str = "", keys: Path | None = None) -> None:
    """Lays a backup's files into a home folder that is empty: keys, policy, vault. Raises RecordError.

    The record is verified first; a copy that does not hold is not restored.
    """
    made = read(where)
    store = FolderStore(where / "record")
    found = verify(store, made.log)
    if not found.ok or found.size < made.size:
        raise RecordError(
            f"The backup in {where} is damaged and was not restored: "
            f"{found.problem or 'entries are missing at its end'} Take another copy."
        )
    if keys is not None:
        shutil.copytree(keys, home / "keys")
    elif passphrase:
        _unpack(where / "keys.age", home / "keys", passphrase)
    else:
        raise RecordError("The keys are missing: give their passphrase, or the folder they were kept in.")
    held = Keys(home / "keys", name="", fresh=False)
    if held.log.vkey != made.log:
        raise RecordError("These keys are of another record: give the ones that were kept with this backup.")
    mirror(Folder(where / "vault"), storage_at(settings.HOLDFIRE_VAULT, home))
    replace(home / "policy", store.policy().encode())
    if made.demo:
        replace(home / DEMO, b"")


def fill(where: Path, progress: Progress | None = None) -> Backup:
    """Fills an empty database from a backup: entries, tree, checkpoints, accounts, and all that follows.

    Raises RegisterError where a record stands there already, and leaves everything as it was.
    """
    made, store = read(where), FolderStore(where / "record")
    if Entry.objects.exists():
        raise RegisterError("A record stands in this database already: restore into an empty one.")
    with writing():
        moments = _read_moments(where / "moments.age")
        for rows in _batches(_entries(store, moments)):
            Entry.objects.bulk_create(rows)
        Tile.objects.bulk_create(
            Tile(level=at, index=n, width=len(data) // SIZE, data=data)
            for at, n, data in store.tiles()
            if at or len(data) == WIDTH * SIZE
        )
        for line in (where / "checkpoints.jsonl").read_bytes().splitlines():
            one = msgspec.json.decode(line, type=Kept)
            if one.size <= store.size():
                signed = checkpoint.read(note.parse(one.note).text)
                Checkpoint.objects.create(
                    size=one.size, root=signed.root, note=one.note,
                    at=moments.checkpoints.get(one.size, one.at),
                )  # fmt: skip
        if not Checkpoint.objects.filter(size=store.size()).exists():
            signed_now = next(iter(store.checkpoints()))
            head = checkpoint.read(note.parse(signed_now).text)
            Checkpoint.objects.create(
                size=head.size, root=head.root, note=signed_now, at=datetime.now(UTC).replace(microsecond=0)
            )
        _load_accounts((where / "accounts.age").read_bytes())
        rebuild(progress=progress)
    return made


def _entries(store: FolderStore, moments: Moments) -> Iterator[Entry]:
    for index, data in enumerate(store.envelopes(0, store.size())):
        payload = entries.decode(envelope.unseal(data).payload)
        yield Entry(index=index, envelope=data, at=moments.entries.get(index), **columns(payload))


def _batches(rows: Iterator[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _policy(instance: Instance) -> str:
    return policy.write(instance.policy())


def _accounts() -> bytes:
    rows: list[Model] = []
    for label in ACCOUNTS:
        if apps.is_installed(_app(label)):
            rows += apps.get_model(label)._default_manager.order_by("pk")
    return serializers.serialize("json", rows).encode()


def _app(label: str) -> str:
    return {"auth": "django.contrib.auth", "mfa": "allauth.mfa"}.get(label.partition(".")[0], "holdfire.site")


def _load_accounts(data: bytes) -> None:
    with transaction.atomic():
        for one in serializers.deserialize("json", _opened(data).decode()):
            one.save()


def _day(at: datetime) -> datetime:
    return entries.moment(entries.coarse(at))


def _moments(size: int) -> bytes:
    rows = Entry.objects.filter(index__lt=size).values_list("index", "at")
    written = {index: at for index, at in rows.iterator() if at}
    signed = Checkpoint.objects.filter(size__lte=size).values_list("size", "at")
    return msgspec.json.encode(Moments(written, dict(signed.iterator())))


def _read_moments(file: Path) -> Moments:
    """The moments in a backup; none in one that was made when the record told them."""
    return msgspec.json.decode(_opened(file.read_bytes()), type=Moments) if file.exists() else Moments({}, {})


def _opened(data: bytes) -> bytes:
    try:
        return bytes(pyrage.decrypt(data, [open_instance().vault_identity]))
    except pyrage.DecryptError as problem:
        raise RecordError("This backup does not open with these keys: take another copy.") from problem


def _packed(keys: Path) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.add(keys, arcname=".")
    return out.getvalue()


def _unpack(file: Path, to: Path, passphrase: str) -> None:
    try:
        data = pyrage.passphrase.decrypt(file.read_bytes(), passphrase)
    except FileNotFoundError:
        raise RecordError(
            "This backup holds no keys: give the folder they were kept in with --keys-from."
        ) from None
    except pyrage.DecryptError as problem:
        raise RecordError("The passphrase does not open the keys of this backup: try it again.") from problem
    to.mkdir(mode=0o700, parents=True)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        archive.extractall(to, filter="data")
