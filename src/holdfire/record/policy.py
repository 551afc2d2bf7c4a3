"""Policies (C2SP tlog-policy): which log, which witnesses, and how many of them make a checkpoint count."""

from collections.abc import Sequence

import msgspec

from holdfire.errors import RecordError
from holdfire.record import checkpoint, note
from holdfire.record.checkpoint import Checkpoint
from holdfire.record.cosignature import CosignatureVerifier
from holdfire.record.note import Verifier


class Witness(msgspec.Struct, frozen=True):
    """A witness as a policy names it."""

    name: str
    vkey: str
    url: str = ""


class Group(msgspec.Struct, frozen=True):
    """So many of these, witnesses or groups, together."""

    name: str
    threshold: int
    members: tuple[str, ...]


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """A policy file, read."""

    logs: tuple[str, ...]  # verifier keys
    witnesses: tuple[Witness, ...] = ()
    groups: tuple[Group, ...] = ()
    quorum: str = "none"


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint that a log of the policy signed, with who cosigned it when."""

    checkpoint: Checkpoint
    log: str  # verifier key
    cosigned: dict[str, int]  # witness name: seconds since 1970
    quorum: bool


def write(policy: Policy) -> str:
    """A policy as its file spells it."""
    lines = [f"log {vkey}" for vkey in policy.logs]
    lines += [f"witness {w.name} {w.vkey} {w.url}".rstrip() for w in policy.witnesses]
    lines += [f"group {g.name} {g.threshold} {' '.join(g.members)}" for g in policy.groups]
    return "\n".join([*lines, f"quorum {policy.quorum}"]) + "\n"


def read(text: str) -> Policy:
    """A policy file. Raises RecordError naming the line that cannot be followed."""
    logs: list[str] = []
    witnesses: list[Witness] = []
    groups: list[Group] = []
    quorum: str | None = None
    keys: set[bytes] = set()
    free: set[str] = set()  # named, and not yet member of a group
    for number, line in enumerate(text.split("\n"), 1):
        if any((ord(c) < 32 and c != "\t") or ord(c) == 127 for c in line):
            raise _wrong(number, "it holds a control character")
        match line.replace("\t", " ").split():
            case [] | ["#", *_]:
                continue
            case [first, *_] if first.startswith("#"):
                continue
            case ["log", vkey] | ["log", vkey, _]:
                _once(number, Verifier(vkey).public, keys)
                logs.append(vkey)
            case ["witness", name, vkey, *url] if len(url) < 2:
                _once(number, CosignatureVerifier(vkey).public, keys)
                _fresh(number, name, witnesses, groups)
                witnesses.append(Witness(name, vkey, *url))
                free.add(name)
            case ["group", name, count, *members] if members:
                _fresh(number, name, witnesses, groups)
                if len(set(members)) != len(members) or not free.issuperset(members):
                    raise _wrong(number, "a member is not named above it, or is in a group already")
                groups.append(Group(name, _threshold(number, count, len(members)), tuple(members)))
                free = free.difference(members) | {name}
            case ["quorum", name] if quorum is None:
                if name != "none" and name not in _names(witnesses, groups):
                    raise _wrong(number, f"“{name}” is not named above it")
                quorum = name
            case _:
                raise _wrong(number, "it reads log, witness, group or quorum, and there is one quorum")
    if quorum is None:
        raise RecordError("The policy has no quorum line: write “quorum none” if no witness is needed.")
    return Policy(logs=tuple(logs), witnesses=tuple(witnesses), groups=tuple(groups), quorum=quorum)


def judge(signed: str, policy: Policy) -> Judged:
    """Who stands behind a signed checkpoint. Raises RecordError where no log of the policy does."""
    parsed = note.parse(signed)
    origin = checkpoint.read(parsed.text).origin
    for vkey in policy.logs:
        log = Verifier(vkey)
        if log.name != origin:
            continue
        found = checkpoint.opened(signed, log)
        cosigned = {}
        for witness in policy.witnesses:
            verifier = CosignatureVerifier(witness.vkey)
            times = [t for line in parsed.signatures if (t := verifier.time(parsed.text, line)) is not None]
            if times:
                cosigned[witness.name] = max(times)
        return Judged(
            checkpoint=found, log=vkey, cosigned=cosigned, quorum=met(policy, policy.quorum, cosigned)
        )
    raise RecordError(f"The policy knows no log “{origin}”: it is a checkpoint of another log.")


def met(policy: Policy, name: str, cosigned: dict[str, int]) -> bool:
    """Whether a witness or group of this name has witnessed."""
    if name == "none" or name in cosigned:
        return True
    group = next((g for g in policy.groups if g.name == name), None)
    return group is not None and sum(met(policy, m, cosigned) for m in group.members) >= group.threshold


def _threshold(number: int, count: str, members: int) -> int:
    found = {"all": members, "any": 1}.get(count) or (int(count) if count.isdecimal() else 0)
    if not 1 <= found <= members:
        raise _wrong(number, f"“{count}” of {members} cannot be met")
    return found


def _fresh(number: int, name: str, witnesses: Sequence[Witness], groups: Sequence[Group]) -> None:
    if name == "none" or name in _names(witnesses, groups):
        raise _wrong(number, f"the name “{name}” is taken")


def _names(witnesses: Sequence[Witness], groups: Sequence[Group]) -> set[str]:
    return {w.name for w in witnesses} | {g.name for g in groups}


def _once(number: int, key: bytes, keys: set[bytes]) -> None:
    if key in keys:
        raise _wrong(number, "this key is named twice")
    keys.add(key)


def _wrong(number: int, why: str) -> RecordError:
    return RecordError(f"Line {number} of the policy cannot be followed: {why}.")
