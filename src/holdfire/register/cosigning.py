"""Cosignatures for the record: who the witnesses are, what they are asked, and what becomes of the answer.

The policy is a file in the home folder (C2SP tlog-policy). A witness with an address is asked over HTTP; one
without is asked by a text that is carried there and back. Silence of a witness blocks nothing and is shown.
"""

import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import msgspec

from holdfire.errors import RecordError
from holdfire.record import checkpoint, folder, note, policy, replica, witness
from holdfire.record.checkpoint import Checkpoint as Signed
from holdfire.record.cosignature import CosignatureVerifier
from holdfire.record.note import Verifier
from holdfire.record.policy import Group, Judged, Policy, Witness
from holdfire.record.tiles import Tree
from holdfire.register import shredding
from holdfire.register.instance import Instance
from holdfire.register.models import Checkpoint
from holdfire.register.writing import writing

SECONDS = 10  # to wait for a witness
REPLICAS = "replicas"  # file in the home folder: an address a line


class Behind(RecordError):
    """This register holds less than a witness has seen of it: it was rolled back."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a witness stands to the record: the size it cosigned last and when, or what it said instead."""

    name: str
    size: int = 0
    at: datetime | None = None
    problem: str = ""


def add_witness(instance: Instance, name: str, vkey: str, url: str = "") -> Policy:
    """Adds a witness to the policy; more than half of them make a quorum. Raises RecordError."""
    CosignatureVerifier(vkey)
    known = instance.policy()
    witnesses = (*known.witnesses, Witness(name, vkey, url))
    names = tuple(w.name for w in witnesses)
    changed = Policy(
        logs=known.logs,
        witnesses=witnesses,
        groups=(Group("seats", len(names) // 2 + 1, names),),
        quorum="seats",
    )
    policy.read(policy.write(changed))  # a name taken or a key named twice is refused here
    folder.replace(instance.home / "policy", policy.write(changed).encode())
    return changed


def standings(instance: Instance) -> tuple[Standing, ...]:
    """How each witness of the policy stands, from the cosignatures kept."""
    rule = instance.policy()
    found: dict[str, Standing] = {}
    if rule.witnesses:
        for row in Checkpoint.objects.order_by("size").iterator():
            for name, at in policy.judge(row.note, rule).cosigned.items():
                found[name] = Standing(name=name, size=row.size, at=datetime.fromtimestamp(at, UTC))
    return tuple(found.get(w.name, Standing(name=w.name)) for w in rule.witnesses)


def request(instance: Instance, size: int) -> str:
    """What to ask of a witness that cosigned this size last. Raises RecordError."""
    signed = instance.store.latest()
    latest = checkpoint.read(note.parse(signed).text).size
    if not 0 <= size <= latest:
        raise Behind(
            f"A witness cosigned {size} entries and only {latest} are here: this register is behind what it "
            "once showed. Write nothing, and restore it from a newer backup or a replica."
        )
    proof = Tree(latest, instance.store.tile).consistency(size) if 0 < size < latest else []
    return witness.Request(size, tuple(proof), signed).text()


def accept(instance: Instance, cosigned: str) -> Judged:
    """Keeps a checkpoint that came back cosigned. Raises RecordError where it is not of this record."""
    rule = instance.policy()
    judged = policy.judge(cosigned, rule)
    size = judged.checkpoint.size
    if not judged.cosigned:
        raise RecordError("No witness of the policy cosigned this checkpoint: add the witness first.")
    if size > instance.store.size() or Tree(size, instance.store.tile).root() != judged.checkpoint.root:
        raise RecordError("The checkpoint that came back is not of this record: keep it, and verify.")
    with writing():
        row = Checkpoint.objects.filter(size=size).first()
        lines = note.parse(cosigned).signatures
        known = {CosignatureVerifier(w.vkey).key_id for w in rule.witnesses}
        text = row.note if row else instance.sign(Signed(instance.origin, size, judged.checkpoint.root))
        kept = witness.with_lines(
            text, [note.line(s.name, s.key_id, s.signature) for s in lines if s.key_id in known]
        )
        Checkpoint.objects.update_or_create(
            size=size,
            defaults={"root": judged.checkpoint.root, "note": kept},
            create_defaults={
                "root": judged.checkpoint.root,
                "note": kept,
                "at": datetime.now(UTC),
            },
        )
    return policy.judge(kept, rule)


def ask(instance: Instance) -> tuple[Standing, ...]:
    """Asks every witness that has an address to cosign the latest checkpoint."""
    found = []
    for one in instance.policy().witnesses:
        if one.url:
            try:
                found.append(_ask(instance, one))
            except Behind as problem:
                found.append(Standing(name=one.name, problem=str(problem)))
    return tuple(found)


def start(instance: Instance) -> None:
    """The start-up rule: before a process first signs, it asks witnesses and replicas whether it is behind.

    Raises Behind where one has seen more of this record than is here: the machine was restored from an old
    backup, or its disk lies. One out of reach blocks nothing.
    """
    if instance.started:
        return
    if instance.store.size():
        for one in instance.policy().witnesses:
            if one.url:
                _ask(instance, one)
        for _ in replicas(instance):
            pass
        shredding.finish(instance)
    instance.started = True


def name_replicas(instance: Instance, addresses: Sequence[str]) -> None:
    """Says where replicas of this record are served. Raises RecordError for what is no address."""
    for one in addresses:
        replica.over_http(one)
    folder.replace(instance.home / REPLICAS, "".join(f"{one}\n" for one in addresses).encode())


def replicas(instance: Instance) -> Iterator[tuple[str, str]]:
    """Asks each replica named how far it has come; gives its address and what it says.

    Raises Behind where one holds more of this record than is here.
    """
    try:
        known = (instance.home / REPLICAS).read_text("utf-8").split()
    except FileNotFoundError:
        return
    size = instance.store.size()
    for address in known:
        try:
            head = replica.head_of(address, Verifier(instance.vkey))
        except RecordError as problem:
            yield address, str(problem)
            continue
        if head > size:
            raise Behind(
                f"The replica at {address} holds {head} entries and only {size} are here: this register is "
                "behind what it once was. Write nothing, and restore it from a newer backup or that replica."
            )
        yield address, f"holds {head} of {size} entries"


def _ask(instance: Instance, one: Witness) -> Standing:
    size = next((s.size for s in standings(instance) if s.name == one.name), 0)
    try:
        for _ in range(2):
            body = request(instance, size)
            status, said = _post(one.url, body)
            if status == 200:
                signed = witness.with_lines(witness.read(body).checkpoint, said.splitlines())
                judged = accept(instance, signed)
                at = datetime.fromtimestamp(judged.cosigned[one.name], UTC)
                return Standing(name=one.name, size=judged.checkpoint.size, at=at)
            if status != 409 or not said.strip().isdecimal() or int(said) == size:
                break
            size = int(said)
        return Standing(name=one.name, size=size, problem=f"It refused: {said.strip() or status}")
    except Behind:
        raise
    except (RecordError, KeyError) as problem:
        return Standing(name=one.name, size=size, problem=str(problem))
    except (urllib.error.URLError, OSError) as problem:
        return Standing(
            name=one.name, problem=f"It cannot be reached: {getattr(problem, 'reason', problem)}."
        )


def _post(url: str, body: str) -> tuple[int, str]:
    if not url.startswith(("http://", "https://")):
        raise RecordError(f"“{url}” is no address of a witness: it begins with https://.")
    asked = urllib.request.Request(f"{url.rstrip('/')}/add-checkpoint", body.encode(), method="POST")  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310
            return answer.status, answer.read(64 * 1024).decode("utf-8", "replace")
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read(64 * 1024).decode("utf-8", "replace")
